// A message centre made of the npm package `smpp`: it takes binds, accepts texts, reports on them,
// and delivers what it is told to by lines of JSON on its standard input.
const smpp = require("smpp");
const say = (what) => process.stdout.write(JSON.stringify(what) + "\n");
let bound = null;
let refs = 0;

const server = smpp.createServer((session) => {
  session.on("error", () => {});
  session.on("bind_transceiver", (pdu) => {
    const good = pdu.system_id === "harlow" && pdu.password === "s3cret";
    session.send(pdu.response({ command_status: good ? 0 : smpp.ESME_RINVPASWD, system_id: "node" }));
    if (!good) return;
    bound = session;
    say({ bound: true });
  });
  session.on("submit_sm", (pdu) => {
    const ref = `n${(refs += 1)}`;
    session.send(pdu.response({ message_id: ref }));
    const { message, udh } = pdu.short_message;
    say({ ref, to: pdu.destination_addr, text: message, udh: udh ? udh.map((u) => u.toString("hex")) : [] });
    if (pdu.registered_delivery) {
      session.deliver_sm({
        source_addr: pdu.destination_addr,
        destination_addr: pdu.source_addr,
        esm_class: smpp.ESM_CLASS.MC_DELIVERY_RECEIPT,
        receipted_message_id: ref,
        message_state: smpp.MESSAGE_STATE.DELIVERED,
        short_message: `id:${ref} sub:001 dlvrd:001 submit date:2611221300 done date:2611221300 stat:DELIVRD err:000 text:`,
      });
    }
  });
  session.on("unbind", (pdu) => session.send(pdu.response()));
  session.on("enquire_link", (pdu) => session.send(pdu.response()));
});

server.listen(0, "127.0.0.1", function () {
  say({ port: (this.address ? this : server).address().port });
});

let rest = "";
process.stdin.on("data", (octets) => {
  rest += octets;
  const lines = rest.split("\n");
  rest = lines.pop();
  for (const line of lines.filter(Boolean)) {
    bound.deliver_sm(JSON.parse(line), (pdu) => say({ answered: pdu.command_status }));
  }
});
process.stdin.on("end", () => process.exit(0));
