// BullMQ in a node process of its own. It says "ready", and for each line of its standard
// input it runs a round and answers with a line of numbers: how many operations there
// were, and the figures. SideProcess is its other end.
//
// BullMQ's settings are the defaults of its documentation but for these, which are to
// its advantage: completed jobs are removed, as our messages are when they are
// acknowledged; the worker is connected before its time begins; a backlog is added in bulk.
// Lock renewal and the check for stalled jobs stay on, since ours renews its leases, too.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setImmediate as yieldToOthers, setTimeout as sleep } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';

const [host, port, prefix, name, kind, ...parameters] = process.argv.slice(2);

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

const now = () => process.hrtime.bigint();

const micros = (begin, end) => Number(end - begin) / 1e3;

const perSecond = (messages, begin, end) => [messages, messages / (Number(end - begin) / 1e9)];

async function addBulk(messages, job) {
	for (let sent = 0; sent < messages; sent += BULK) {
		const count = Math.min(BULK, messages - sent);
		await queue.addBulk(Array.from({ length: count }, (_, index) => job(sent + index)));
	}
}

async function start(concurrency, handler) {
	const worker = new Worker(name, handler, {
		connection: new Redis(connection),
		prefix,
		concurrency,
		autorun: false,
	});
	worker.on('error', (error) => console.error(error));
	worker.on('failed', (job, error) => console.error(error));
	await worker.waitUntilReady();
	return worker;
}

// A worker that counts: begin is when it started, done is when the last message came.
async function startCounting(messages, concurrency) {
	const counting = { processed: 0 };
	counting.done = new Promise((resolve, reject) => {
		counting.resolve = resolve;
		counting.timer = setTimeout(() => reject(new Error(`only ${counting.processed} came`)), PATIENCE_MILLIS);
	});
	counting.worker = await start(concurrency, async (job) => {
		if (job.data.length !== TEXT.length) {
			throw new Error('what was sent did not come back');
		}
		if (++counting.processed === messages) {
			clearTimeout(counting.timer);
			counting.resolve(now());
		}
	});
	counting.begin = now();
	counting.running = counting.worker.run();
	return counting;
}

// Waits until no job is left.
async function settle() {
	const until = Date.now() + 10_000;
	for (;;) {
		const counts = await queue.getJobCounts();
		const left = Object.values(counts).reduce((sum, count) => sum + count, 0);
		if (left === 0) {
			return;
		}
		if (Date.now() > until) {
			throw new Error(`${left} jobs were not settled`);
		}
		await sleep(5);
	}
}

async function finish(counting, messages) {
	const end = await counting.done;
	await settle();
	await counting.worker.close();
	await counting.running;
	if (counting.processed !== messages) {
		throw new Error(`sent ${messages}, but ${counting.processed} came`);
	}
	return end;
}

async function backlog(messages, concurrency) {
	await addBulk(messages, () => ({ name: 'work', data: TEXT }));
	const counting = await startCounting(messages, concurrency);
	const end = await finish(counting, messages);
	return perSecond(messages, counting.begin, end);
}

// Each of the senders waits for the answer to its job before it adds the next.
async function send(messages, senders) {
	let next = 0;
	await Promise.all(Array.from({ length: senders }, async () => {
		while (next++ < messages) {
			await queue.add('work', TEXT);
		}
	}));
}

let sender;

async function sendFromAnotherProcess(messages, senders) {
	if (!sender) {
		sender = fork(process.argv[1], [host, port, prefix, name, 'sender'], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
		await once(sender, 'message');
	}
	const sent = once(sender, 'message');
	const begin = now();
	sender.send([messages, senders]);
	await sent;
	return begin;
}

async function singles(messages, concurrency, processes) {
	const counting = await startCounting(messages, concurrency);
	let begin = now();
	if (processes > 1) {
		begin = await sendFromAnotherProcess(messages, concurrency);
	}
	else {
		await send(messages, concurrency);
	}
	const end = await finish(counting, messages);
	return perSecond(messages, begin, end);
}

function percentiles(latencies) {
	const sorted = Float64Array.from(latencies).sort();
	const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
	return [sorted.length, at(0.5), at(0.99), at(0.999)];
}

let arrived;

let listening;

// The worker stays for all rounds, so that it waits when a message comes.
async function listen(concurrency) {
	if (!listening) {
		listening = await start(concurrency, async (job) => arrived(job));
		listening.run();
	}
}

// Adds one job at a time to a worker that waits: from the call of add to its handler.
async function pickUp(messages, pauseMillis) {
	const latencies = [];
	for (let i = 0; i < messages; i++) {
		await sleep(pauseMillis);
		const arrival = new Promise((resolve) => {
			arrived = () => resolve(now());
		});
		const sent = now();
		const added = queue.add('work', TEXT);
		latencies.push(micros(sent, await arrival));
		await added;
	}
	await settle();
	return percentiles(latencies);
}

// Adds jobs at a steady rate: since the time at which each was to be added.
async function pickUpLoaded(messages, perSecond) {
	const due = new Array(messages);
	const latencies = [];
	const added = [];
	const all = new Promise((resolve) => {
		arrived = (job) => {
			latencies.push(micros(due[Number(job.data.slice(0, 8))], now()));
			if (latencies.length === messages) {
				resolve();
			}
		};
	});
	const interval = BigInt(Math.round(1e9 / perSecond));
	const begin = now();
	for (let i = 0; i < messages; i++) {
		due[i] = begin + BigInt(i) * interval;
		while (now() < due[i]) {
			await yieldToOthers();
		}
		added.push(queue.add('work', String(i).padStart(8, '0') + TEXT.slice(8)));
	}
	await Promise.all(added);
	await all;
	await settle();
	return percentiles(latencies);
}

// Delayed jobs that fall due evenly: how late each comes, in milliseconds. If they could
// not be added before the first was due, there is more time the next time.
async function lateness(messages, fillMillis, windowMillis) {
	const first = Date.now() + fillMillis;
	const due = (number) => first + Math.floor(number * windowMillis / messages);
	const late = [];
	const all = new Promise((resolve) => {
		arrived = (job) => {
			late.push(Date.now() - due(Number(job.data.slice(0, 8))));
			if (late.length === messages) {
				resolve();
			}
		};
	});
	await addBulk(messages, (number) => ({
		name: 'work',
		data: String(number).padStart(8, '0') + TEXT.slice(8),
		opts: { delay: Math.max(0, due(number) - Date.now()) },
	}));
	const inTime = Date.now() <= first;
	await all;
	await settle();
	return inTime ? percentiles(late) : lateness(messages, 2 * fillMillis, windowMillis);
}

// What one waiting job takes in Redis beyond its payload.
async function memory(messages, length) {
	const client = await queue.client;
	const used = async () => Number(/used_memory:(\d+)/.exec(await client.info('memory'))[1]);
	const before = await used();
	await addBulk(messages, () => ({ name: 'work', data: 'x'.repeat(length - 2) }));
	const grown = await used() - before;
	await queue.obliterate({ force: true });
	return [messages, grown / messages - length];
}

// A worker that has nothing to do.
async function idle(seconds) {
	await sleep(1_000 * seconds);
	return [seconds];
}

const rounds = {
	backlog: async ([messages, concurrency]) => () => backlog(messages, concurrency),
	singles: async ([messages, threads, processes]) => () => singles(messages, threads, processes),
	'pick-up': async ([messages, pauseMillis, concurrency]) => {
		await listen(concurrency);
		return () => pickUp(messages, pauseMillis);
	},
	'pick-up-loaded': async ([messages, perSecond, concurrency]) => {
		await listen(concurrency);
		return () => pickUpLoaded(messages, perSecond);
	},
	lateness: async ([messages, fillMillis, windowMillis, concurrency]) => {
		await listen(concurrency);
		return () => lateness(messages, fillMillis, windowMillis);
	},
	memory: async ([messages, length]) => () => memory(messages, length),
	idle: async ([concurrency, settlingSeconds, seconds]) => {
		await listen(concurrency);
		await sleep(1_000 * settlingSeconds);
		return () => idle(seconds);
	},
};

await queue.waitUntilReady();
if (kind === 'sender') {
	process.on('message', async ([messages, senders]) => {
		await send(messages, senders);
		process.send('sent');
	});
	process.on('disconnect', () => process.exit(0));
	process.send('ready');
}
else {
	const round = await rounds[kind](parameters.map(Number));
	console.log('ready');
	for await (const line of createInterface({ input: process.stdin })) {
		console.log((await round()).join(' '));
	}
	process.exit(0);
}
