// Calls a target of xDS many times with gRPC's own client for Node.js, and prints each failure's text with how often it came. usage: node call.cjs TARGET TIMES
const { register } = require('@grpc/grpc-js-xds');
const grpc = require('@grpc/grpc-js');

register();
const [target, times] = [process.argv[2], Number(process.argv[3])];
const client = new grpc.Client(target, grpc.credentials.createInsecure());
const seen = new Map();
const call = () => new Promise((resolve) => client.makeUnaryRequest(
  '/test.Echo/Echo', () => Buffer.alloc(0), (bytes) => bytes, null, new grpc.Metadata(), { deadline: Date.now() + 20000 },
  (error) => { const text = String(error && error.details); seen.set(text, (seen.get(text) || 0) + 1); resolve(); }));

(async () => {
  for (let i = 0; i < times; i++) await call();
  for (const [text, count] of seen) console.log(`${count} ${text.replaceAll('\n', ' ')}`);
  client.close();
  process.exit(0);
})();
