package io.github.redisqueues.benchmarks;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A side in a child process, or in two: the second sends single messages while the first
 * processes them.
 *
 * @param worker the process with the workers
 * @param sender the process that sends; null if the worker process sends too
 */
record PeerWorkerSide(PeerProcess worker, @Nullable PeerProcess sender) implements WorkerSide {

	@Override
	public void prepare(int messages) throws Exception {
		this.worker.ask("prepare " + messages);
	}

	@Override
	public void start(int messages, int concurrency) throws Exception {
		this.worker.ask("start " + messages + " " + concurrency);
	}

	@Override
	public long send(int messages, int senders) throws Exception {
		PeerProcess sending = (this.sender != null) ? this.sender : this.worker;
		return sending.ask("send " + messages + " " + senders)[0];
	}

	@Override
	public Work finish() throws Exception {
		long[] answer = this.worker.ask("finish");
		return new Work(answer[0], answer[1], answer[2], answer[3]);
	}

	@Override
	public long[] latencies(int messages, Duration pause, int concurrency) throws Exception {
		return this.worker.ask("latency " + messages + " " + pause.toMillis() + " " + concurrency);
	}

	@Override
	public void close() throws Exception {
		this.worker.close();
		if (this.sender != null) {
			this.sender.close();
		}
	}

}
