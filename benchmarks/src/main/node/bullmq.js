// BullMQ as one Node process has it. It does what its standard input says, one line for
// each order, and answers each with a line of numbers; PeerProcess is its other end.
//
// BullMQ's settings are the defaults of its documentation but for these, which are to
// its advantage: completed jobs are removed, as our messages are when they are
// acknowledged; the worker is connected before its time begins; a backlog is added in bulk.
// Lock renewal and the check for stalled jobs stay on, since ours renews its leases, too.

import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';

const [host, port, prefix, name] = process.argv.slice(2);

// What BullMQ asks for in the connections of workers
const connection = { host, port: Number(port), maxRetriesPerRequest: null };

const TEXT = 'x'.repeat(198);

const BULK = 500;

const PATIENCE_MILLIS = 120_000;

const queue = new Queue(name, {
	connection: new Redis(connection),
	prefix,
	defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
});

let work;

const now = () => process.hrtime.bigint();

async function prepare(messages) {
	for (let sent = 0; sent < messages; sent += BULK) {
		const count = Math.min(BULK, messages - sent);
		await queue.addBulk(Array.from({ length: count }, () => ({ name: 'work', data: TEXT })));
	}
	return [messages];
}

async function start(messages, concurrency) {
	const started = { messages, processed: 0, begin: 0n, end: 0n };
	started.done = new Promise((resolve) => {
		started.resolve = resolve;
	});
	started.worker = new Worker(name, async (job) => {
		if (job.data.length !== TEXT.length) {
			throw new Error('what was sent did not come back');
		}
		if (++started.processed === messages) {
			started.end = now();
			started.resolve();
		}
	}, { connection: new Redis(connection), prefix, concurrency, autorun: false });
	started.worker.on('error', (error) => console.error(error));
	started.worker.on('failed', (job, error) => console.error(error));
	await started.worker.waitUntilReady();
	work = started;
	started.begin = now();
	started.running = started.worker.run();
	return [concurrency];
}

async function left() {
	const counts = await queue.getJobCounts();
	return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

// Waits until no job is left, and tells how many are if that takes too long.
async function settle() {
	let rest = await left();
	for (const until = Date.now() + 5_000; rest > 0 && Date.now() < until; rest = await left()) {
		await sleep(5);
	}
	return rest;
}

// Answers when the work began, when the last message was with its handler, how many
// were, and how many are left behind.
async function finish() {
	const giveUp = new AbortController();
	const patience = sleep(PATIENCE_MILLIS, undefined, { signal: giveUp.signal }).catch(() => undefined);
	if (work.messages > 0) {
		await Promise.race([work.done, patience]);
	}
	giveUp.abort();
	const rest = await settle();
	await work.worker.close();
	await work.running;
	return [work.begin, work.end, work.processed, rest];
}

// Each of the senders waits for the answer to its job before it adds the next. Answers
// when the first one was sent, and the last.
async function send(messages, senders) {
	const begin = now();
	let next = 0;
	await Promise.all(Array.from({ length: senders }, async () => {
		while (next++ < messages) {
			await queue.add('work', TEXT);
		}
	}));
	return [begin, now()];
}

// Adds one job at a time to a worker that waits. Answers how many nanoseconds each took
// from the call of add to its handler.
async function latency(messages, pauseMillis, concurrency) {
	let arrived;
	const worker = new Worker(name, async () => arrived(now()), {
		connection: new Redis(connection),
		prefix,
		concurrency,
		autorun: false,
	});
	worker.on('error', (error) => console.error(error));
	await worker.waitUntilReady();
	const running = worker.run();
	const nanos = [];
	for (let i = 0; i < messages; i++) {
		await sleep(pauseMillis);
		const arrival = new Promise((resolve) => {
			arrived = resolve;
		});
		const sent = now();
		const added = queue.add('work', TEXT);
		nanos.push((await arrival) - sent);
		await added;
	}
	if (await settle() > 0) {
		throw new Error('what reached its handler was not settled');
	}
	await worker.close();
	await running;
	return nanos;
}

const orders = { prepare, start, finish, send, latency };

await queue.waitUntilReady();
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
	const [order, ...numbers] = line.split(' ');
	console.log((await orders[order](...numbers.map(Number))).join(' '));
}
process.exit(0);
