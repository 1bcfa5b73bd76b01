package io.github.redisqueues.queue;

import io.github.redisqueues.queue.QueuePauses.Pause;

/**
 * A send was refused because sending to the queue is paused. Nothing was sent.
 *
 * @see RedisQueue#pauseSending(PauseOptions)
 */
public class SendingPausedException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String queue;

	private final transient Pause pause;

	/**
	 * Creates an exception.
	 * @param queue name of the queue
	 * @param pause the pause of sending
	 */
	public SendingPausedException(String queue, Pause pause) {
		super("Nothing was sent to queue '" + queue + "', because sending is paused since " + pause.since()
				+ pause.until().map((until) -> " until " + until).orElse("")
				+ pause.by().map((by) -> " by " + by).orElse("")
				+ pause.reason().map((reason) -> ": " + reason).orElse("")
				+ pause.until().map((until) -> "").orElse(". RedisQueue.resumeSending() ends the pause"));
		this.queue = queue;
		this.pause = pause;
	}

	/**
	 * Returns the name of the queue.
	 * @return the name
	 */
	public String queue() {
		return this.queue;
	}

	/**
	 * Returns the pause: since when, until when, by whom and why.
	 * @return the pause
	 */
	public Pause pause() {
		return this.pause;
	}

}
