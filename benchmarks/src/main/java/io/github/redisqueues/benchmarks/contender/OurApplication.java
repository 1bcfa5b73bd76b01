package io.github.redisqueues.benchmarks.contender;

import java.util.Map;
import java.util.function.Consumer;

import io.github.redisqueues.benchmarks.harness.Address;
import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerContainerFactory;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application with the starter, with its default settings. Only public API is used, so
 * that an older build of this library can be measured as well.
 */
public final class OurApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private OurApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Starts an application. Two in one process have separate connections, as in two
	 * processes.
	 */
	public static OurApplication start(Place place) {
		return place.closing(start(place.address()));
	}

	public static OurApplication start(Address server) {
		SpringApplication application = new SpringApplication(Beans.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(
				Map.of("spring.data.redis.host", server.host(), "spring.data.redis.port", String.valueOf(server.port()),
						"spring.main.banner-mode", "off", "spring.main.log-startup-info", "false"));
		return new OurApplication(application.run());
	}

	public <E> RedisQueue<E> queue(QueueSettings<E> settings) {
		return this.context.getBean(RedisQueueFactory.class).create(settings);
	}

	/**
	 * Creates a queue of bytes.
	 */
	public RedisQueue<byte[]> queue(QueueType type) {
		return queue(QueueSettings.builder("work", byte[].class).type(type).build());
	}

	/**
	 * Creates a listener, not started.
	 */
	public <E> QueueListenerContainer<E> listener(RedisQueue<E> queue, int concurrency, Consumer<E> handler) {
		return this.context.getBean(QueueListenerContainerFactory.class)
			.create("work", queue, (delivery) -> handler.accept(delivery.payload()),
					(settings) -> settings.concurrency(concurrency));
	}

	public DistributedLocks locks() {
		return this.context.getBean(DistributedLocks.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * The beans of the starter.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Beans {

	}

}
