package io.github.redisqueues.internal.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerRegistry;


/**
 * The listeners of an application by id: those of {@code @QueueListener} methods,
 * containers that are beans, and containers that are registered in code. A listener of
 * several queues has one container for each, all with the same id. Starts and stops the
 * registered containers with the application context. Safe for use by several threads.
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
			if (other.id().equals(container.id()) && other.queue().name().equals(container.queue().name())) {
				throw new IllegalArgumentException("There already is a " + container);
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
			throw new IllegalArgumentException("There is no listener '" + id + "'; there are "
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
	 * Starts all containers whose {@code autoStartup} is true.
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
	 * Stops all containers concurrently, and waits for their handlers. Does not wait if a
	 * handler calls this.
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
	 * Stops all containers concurrently.
	 * @param callback runs when they have stopped
	 */
	@Override
	public void stop(Runnable callback) {
		synchronized (this) {
			this.running = false;
		}
		AtomicInteger left = new AtomicInteger(1);
		Runnable one = () -> {
			if (left.decrementAndGet() == 0) {
				callback.run();
			}
		};
		forEach((container) -> {
			left.incrementAndGet();
			container.stop(one);
		});
		one.run();
	}

	private void forEach(Consumer<QueueListenerContainer<?>> action) {
		this.containers.forEach(action);
	}

	/**
	 * Returns whether the registry was started, or the shutdown of a container is running.
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
