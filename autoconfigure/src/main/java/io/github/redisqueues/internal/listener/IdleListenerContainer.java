package io.github.redisqueues.internal.listener;

import java.util.Objects;

import io.github.redisqueues.internal.validation.Mocks;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.RedisQueue;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The container of a queue that listeners cannot receive from: a mock, or an
 * implementation of the application's own, as tests have them. Never starts. Safe for use
 * by several threads.
 *
 * @param <E> type of the payloads
 */
final class IdleListenerContainer<E> implements QueueListenerContainer<E> {

	private static final Log logger = LogFactory.getLog(QueueListenerContainer.class);

	private final String id;

	private final RedisQueue<E> queue;

	private final ListenerSettings settings;

	private volatile boolean paused;

	IdleListenerContainer(String id, RedisQueue<E> queue, ListenerSettings settings) {
		this.id = Objects.requireNonNull(id, "id must not be null");
		this.queue = Objects.requireNonNull(queue, "queue must not be null");
		this.settings = settings;
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public RedisQueue<E> queue() {
		return this.queue;
	}

	@Override
	public ListenerSettings settings() {
		return this.settings;
	}

	/**
	 * Logs that the container does not start. For a mock that is expected.
	 */
	@Override
	public void start() {
		if (Mocks.isMock(this.queue)) {
			logger.info("Listener '" + this.id + "' does not start because its queue is a mock: " + this.queue);
		}
		else {
			logger.warn("Listener '" + this.id + "' does not start and receives nothing: it can only receive from a"
					+ " queue of the auto-configured RedisQueueFactory, but its queue is a "
					+ this.queue.getClass().getName());
		}
	}

	@Override
	public void stop() {
	}

	@Override
	public boolean isRunning() {
		return false;
	}

	@Override
	public boolean isAutoStartup() {
		return this.settings.autoStartup();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public void pause() {
		this.paused = true;
	}

	@Override
	public void resume() {
		this.paused = false;
	}

	@Override
	public boolean isPaused() {
		return this.paused;
	}

	@Override
	public int inFlight() {
		return 0;
	}

	@Override
	public int workers() {
		return 0;
	}

	@Override
	public boolean isConnected() {
		return true;
	}

	@Override
	public String toString() {
		return "Listener '" + this.id + "' of " + this.queue;
	}

}
