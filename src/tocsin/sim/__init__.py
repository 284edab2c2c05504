"""One seed: people, phones, gateways, faults and the promises they must not break."""
