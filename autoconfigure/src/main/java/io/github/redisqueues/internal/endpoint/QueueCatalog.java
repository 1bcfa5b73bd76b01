package io.github.redisqueues.internal.endpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.internal.schedule.QueueSchedule;
import io.github.redisqueues.internal.schedule.QueueSchedules;
import io.github.redisqueues.internal.validation.Mocks;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerRegistry;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.topic.RedisTopic;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The queues, listeners, schedules, topics and locks of an application: beans of its
 * context and of the parents, the queues of registered listeners, and those that were
 * created in code. Safe for use by several threads.
 */
public final class QueueCatalog {

	/**
	 * How many queues that are neither beans nor have a listener are known.
	 */
	static final int CREATED = 100;

	private final ListableBeanFactory beanFactory;

	/**
	 * Creates a catalog, without creating a bean.
	 * @param beanFactory where the beans are
	 */
	public QueueCatalog(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Returns the queues by their names. Those that a test has replaced by a mock are
	 * left out. Of those that the application has created by the factory and still holds
	 * these are the first {@value #CREATED}, as an application may make names up.
	 * @return the queues
	 */
	public Map<String, RedisQueue<?>> queues() {
		Map<String, RedisQueue<?>> queues = new LinkedHashMap<>();
		for (RedisQueue<?> queue : beans(RedisQueue.class)) {
			add(queue, queues);
		}
		containers().forEach((container) -> add(container.queue(), queues));
		int most = queues.size() + CREATED;
		for (DefaultRedisQueueFactory factory : beans(DefaultRedisQueueFactory.class)) {
			for (RedisQueue<?> queue : factory.created()) {
				if (queues.size() == most) {
					return queues;
				}
				add(queue, queues);
			}
		}
		return queues;
	}

	private static void add(RedisQueue<?> queue, Map<String, RedisQueue<?>> queues) {
		if (!Mocks.isMock(queue)) {
			queues.putIfAbsent(queue.name(), queue);
		}
	}

	List<QueueListenerRegistry> registries() {
		return List.copyOf(beans(QueueListenerRegistry.class));
	}

	/**
	 * Returns the containers of all listeners.
	 * @return the containers
	 */
	public List<QueueListenerContainer<?>> containers() {
		List<QueueListenerContainer<?>> containers = new ArrayList<>();
		registries().forEach((registry) -> containers.addAll(registry.containers()));
		return containers;
	}

	List<QueueSchedule<?>> schedules() {
		List<QueueSchedule<?>> schedules = new ArrayList<>();
		beans(QueueSchedules.class).forEach((bean) -> schedules.addAll(bean.schedules()));
		return schedules;
	}

	List<RedisTopic<?>> topics() {
		List<RedisTopic<?>> topics = new ArrayList<>();
		for (RedisTopic<?> topic : beans(RedisTopic.class)) {
			if (!Mocks.isMock(topic)) {
				topics.add(topic);
			}
		}
		return topics;
	}

	Optional<DistributedLocks> locks() {
		return beans(DistributedLocks.class).stream().filter((locks) -> !Mocks.isMock(locks)).findFirst();
	}

	private <T> Collection<T> beans(Class<T> type) {
		return BeanFactoryUtils.beansOfTypeIncludingAncestors(this.beanFactory, type, false, true).values();
	}

}
