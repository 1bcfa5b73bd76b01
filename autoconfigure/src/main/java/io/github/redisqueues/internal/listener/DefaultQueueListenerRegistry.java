package io.github.redisqueues.internal.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerRegistry;

/**
 * The registry of an application's listeners. Starts and stops the registered containers
 * with the application context. Safe for use by several threads.
 */
public final class DefaultQueueListenerRegistry implements QueueListenerRegistry {

	private final List<QueueListenerContainer<?>> containers = new CopyOnWriteArrayList<>();

	private volatile boolean running;

	@Override
	public synchronized void register(QueueListenerContainer<?> container) {
		if (this.containers.contains(container)) {
			return;
		}
		for (QueueListenerContainer<?> other : this.containers) {
			if (other.id().equals(container.id()) && Objects.equals(other.queue().name(), container.queue().name())) {
				throw new IllegalArgumentException(container + " is already registered");
			}
		}
		this.containers.add(container);
		if (this.running && container.isAutoStartup()) {
			container.start();
		}
	}

	@Override
	public synchronized boolean unregister(QueueListenerContainer<?> container) {
		return this.containers.remove(container);
	}

	@Override
	public Collection<QueueListenerContainer<?>> containers() {
		return List.copyOf(this.containers);
	}

	@Override
	public List<QueueListenerContainer<?>> containers(String id) {
		List<QueueListenerContainer<?>> found = new ArrayList<>();
		for (QueueListenerContainer<?> container : this.containers) {
			if (container.id().equals(id)) {
				found.add(container);
			}
		}
		if (found.isEmpty()) {
			throw new IllegalArgumentException("There is no listener '" + id + "'; listeners are "
					+ this.containers.stream().map(QueueListenerContainer::id).distinct().toList());
		}
		return List.copyOf(found);
	}

	@Override
	public void start(String id) {
		containers(id).forEach(QueueListenerContainer::start);
	}

	@Override
	public void stop(String id) {
		containers(id).forEach(QueueListenerContainer::stop);
	}

	@Override
	public void pause(String id) {
		containers(id).forEach(QueueListenerContainer::pause);
	}

	@Override
	public void resume(String id) {
		containers(id).forEach(QueueListenerContainer::resume);
	}

	/**
	 * Starts all containers that have {@code autoStartup}.
	 */
	@Override
	public synchronized void start() {
		this.running = true;
		forEach((container) -> {
			if (container.isAutoStartup()) {
				container.start();
			}
		});
	}

	/**
	 * Stops all containers at the same time and waits for their handlers, unless a
	 * handler calls this method.
	 */
	@Override
	public void stop() {
		CountDownLatch done = new CountDownLatch(1);
		boolean isInHandler = this.containers.stream()
			.anyMatch((container) -> container instanceof DefaultQueueListenerContainer<?> ours && ours.isInHandler());
		stop(done::countDown);
		if (isInHandler) {
			return;
		}
		try {
			done.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Stops all containers at the same time.
	 * @param callback called when all have stopped
	 */
	@Override
	public void stop(Runnable callback) {
		synchronized (this) {
			this.running = false;
		}
		AtomicInteger remaining = new AtomicInteger(1);
		Runnable stopped = () -> {
			if (remaining.decrementAndGet() == 0) {
				callback.run();
			}
		};
		forEach((container) -> {
			remaining.incrementAndGet();
			container.stop(stopped);
		});
		stopped.run();
	}

	private void forEach(Consumer<QueueListenerContainer<?>> action) {
		this.containers.forEach(action);
	}

	/**
	 * Tells whether the registry is started or a container is still stopping.
	 * @return whether it is running
	 */
	@Override
	public boolean isRunning() {
		return this.running || this.containers.stream()
			.anyMatch((container) -> container instanceof DefaultQueueListenerContainer<?> ours && ours.isStopping());
	}

	@Override
	public int getPhase() {
		return QueueListenerContainer.PHASE;
	}

}
