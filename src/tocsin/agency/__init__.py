"""Who and what the agency is: staff, places, units, policies; settings are facts too."""
