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

import io.github.redisqueues.listener.QueueListener;

/**
 * The listeners of an application by their ids, to be started, stopped and paused one by
 * one: those of {@link QueueListener} methods, containers that are beans, and what is
 * registered here in code. A listener of several queues has a container for each of them,
 * all with its id. Starts and stops with the application context, and with it the
 * containers that were registered. Safe for use by several threads.
 */
public final class DefaultQueueListenerRegistry implements QueueListenerRegistry {

	private final List<QueueListenerContainer<?>> containers = new CopyOnWriteArrayList<>();

	private volatile boolean running;

	/**
	 * Adds a container, and starts it if the registry runs and the container is to start
	 * by itself. One that is registered already stays as it is.
	 * @param container the container
	 * @throws IllegalArgumentException if there is another one of that id for the same
	 * queue
	 */
	@Override
	public synchronized void register(QueueListenerContainer<?> container) {
		if (this.containers.contains(container)) {
			return;
		}
		for (QueueListenerContainer<?> other : this.containers) {
			if (other.id().equals(container.id()) && other.queue().name().equals(container.queue().name())) {
				throw new IllegalArgumentException("There is a " + container + " already");
			}
		}
		this.containers.add(container);
		if (this.running && container.isAutoStartup()) {
			container.start();
		}
	}

	/**
	 * Forgets a container. It is not stopped by this.
	 * @param container the container
	 * @return whether it was registered
	 */
	@Override
	public synchronized boolean unregister(QueueListenerContainer<?> container) {
		return this.containers.remove(container);
	}

	/**
	 * Returns all containers.
	 * @return the containers in the order in which they were registered, unmodifiable
	 */
	@Override
	public Collection<QueueListenerContainer<?>> containers() {
		return List.copyOf(this.containers);
	}

	/**
	 * Returns the containers of one listener.
	 * @param id the listener's id
	 * @return one for each of its queues, unmodifiable
	 * @throws IllegalArgumentException if there is no listener of that id
	 */
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

	/**
	 * Starts a listener, whether or not it starts by itself.
	 * @param id the listener's id
	 * @throws IllegalArgumentException if there is no listener of that id
	 */
	@Override
	public void start(String id) {
		containers(id).forEach(QueueListenerContainer::start);
	}

	/**
	 * Stops a listener, and waits for its handlers.
	 * @param id the listener's id
	 * @throws IllegalArgumentException if there is no listener of that id
	 */
	@Override
	public void stop(String id) {
		containers(id).forEach(QueueListenerContainer::stop);
	}

	/**
	 * Has a listener take nothing in this process until {@link #resume(String)}.
	 * @param id the listener's id
	 * @throws IllegalArgumentException if there is no listener of that id
	 */
	@Override
	public void pause(String id) {
		containers(id).forEach(QueueListenerContainer::pause);
	}

	/**
	 * Has a listener take messages again.
	 * @param id the listener's id
	 * @throws IllegalArgumentException if there is no listener of that id
	 */
	@Override
	public void resume(String id) {
		containers(id).forEach(QueueListenerContainer::resume);
	}

	/**
	 * Starts all containers that start by themselves.
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
	 * Stops all containers at the same time, and waits for their handlers, unless it is
	 * one of them that calls this.
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
	 * @param callback called when they have stopped
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
	 * Tells whether it was started, or a container has not ended yet since it was
	 * stopped.
	 */
	@Override
	public boolean isRunning() {
		return this.running || this.containers.stream()
			.anyMatch((container) -> container instanceof DefaultQueueListenerContainer<?> ours && ours.isEnding());
	}

	@Override
	public int getPhase() {
		return QueueListenerContainer.PHASE;
	}

}
