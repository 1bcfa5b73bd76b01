package io.github.redisqueues.internal.metrics;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.github.redisqueues.internal.monitor.QueueMonitor;
import io.github.redisqueues.listener.QueueListenerContainer;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Gives each queue and each listener of the application its gauges when the application
 * has started, and takes those away again whose queue or listener is gone. Safe for use
 * by several threads.
 */
public final class MeterBinding implements SmartLifecycle, DisposableBean {

	private final MeterObserver observer;

	private final QueueMonitor monitor;

	private final Supplier<Set<String>> queues;

	private final Supplier<? extends Iterable<? extends QueueListenerContainer<?>>> containers;

	private final Map<QueueListenerContainer<?>, ListenerMeters> listeners = new HashMap<>();

	private volatile boolean running;

	/**
	 * Creates a binding that has not started.
	 * @param observer has the other meters
	 * @param monitor knows what the queues hold
	 * @param queues finds the names of the queues
	 * @param containers finds the listeners
	 */
	public MeterBinding(MeterObserver observer, QueueMonitor monitor, Supplier<Set<String>> queues,
			Supplier<? extends Iterable<? extends QueueListenerContainer<?>>> containers) {
		this.observer = observer;
		this.monitor = monitor;
		this.queues = queues;
		this.containers = containers;
		monitor.onRefresh(this::update);
	}

	private synchronized void update() {
		if (!this.running) {
			return;
		}
		Set<String> known = this.queues.get();
		for (String queue : known) {
			this.observer.queues().get(queue).addGauges(this.monitor);
		}
		for (String queue : this.observer.queues().names()) {
			if (!known.contains(queue) && this.observer.queues().get(queue).hasGauges()) {
				this.observer.remove(queue);
			}
		}
		Set<QueueListenerContainer<?>> current = new HashSet<>();
		for (QueueListenerContainer<?> container : this.containers.get()) {
			current.add(container);
			this.listeners.computeIfAbsent(container, (added) -> new ListenerMeters(added, this.observer.registry()));
		}
		this.listeners.entrySet().removeIf((entry) -> {
			boolean isGone = !current.contains(entry.getKey());
			if (isGone) {
				entry.getValue().remove();
			}
			return isGone;
		});
	}

	@Override
	public void start() {
		this.running = true;
		update();
	}

	/**
	 * Keeps the meters, as the context may be started again.
	 */
	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Removes all meters from the registry, which another context may share.
	 */
	@Override
	public synchronized void destroy() {
		this.running = false;
		this.listeners.values().forEach(ListenerMeters::remove);
		this.listeners.clear();
		this.observer.clear();
	}

}
