package io.github.redisqueues.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.TopicListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.data.redis.core.StringRedisTemplate;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Queues, topics and listeners whose payloads are of a generic type.
 */
class GenericPayloadTests {

	private static final String HERE = GenericPayloadTests.class.getName();

	private static final String ENVELOPE = HERE + "$Envelope";

	private static final String ORDER = HERE + "$Order";

	private static final Envelope<Order> ENVELOPED = new Envelope<>("t1", new Order("A-1"));

	private final ApplicationContextRunner runner = FailedStart.runner()
		.withConfiguration(
				AutoConfigurations.of(QueueListenersAutoConfiguration.class, RedisTopicsAutoConfiguration.class))
		.withPropertyValues(RedisTestServer.shared().properties())
		.withPropertyValues("queues.namespace=queues:generic-" + UUID.randomUUID());

	@Test
	void injectsByTheFullType() {
		this.runner
			.withPropertyValues("queues.instances.orders.payload-type=%s<%s>".formatted(ENVELOPE, ORDER),
					"queues.instances.mails.payload-type=" + ENVELOPE + "<java.lang.String>",
					"queues.instances.nested.payload-type=java.util.Map<java.lang.String, java.util.List<%s<%s>>>"
						.formatted(ENVELOPE, ORDER),
					"queues.instances.arrays.payload-type=" + ENVELOPE + "<" + ORDER + "[]>[]",
					"queues.topics.news.payload-type=" + ENVELOPE + "<" + ORDER + ">",
					"queues.topics.other.payload-type=" + ENVELOPE + "<java.lang.Integer>")
			.withUserConfiguration(Injected.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Injected injected = context.getBean(Injected.class);
				assertThat(injected.names).containsExactly("orders", "mails", "nested", "arrays", "news", "other");
				injected.nested.send(Map.of("a", List.of(ENVELOPED)));
				assertThat(injected.nested.poll()).contains(Map.of("a", List.of(ENVELOPED)));
				@SuppressWarnings({ "unchecked", "rawtypes" })
				Envelope<Order[]>[] array = new Envelope[] { new Envelope<>("t", new Order[] { new Order("x") }) };
				injected.arrays.send(array);
				assertThat(injected.arrays.poll())
					.hasValueSatisfying((read) -> assertThat(read[0].data()).containsExactly(new Order("x")));
			});
	}

	@ParameterizedTest
	@ValueSource(classes = { OnPayload.class, OnDelivery.class, OnBatch.class, OnDeliveries.class, OnInherited.class,
			OnWildcard.class })
	void listensToAGenericPayload(Class<?> listener) {
		this.runner.withPropertyValues("queues.instances.orders.payload-type=%s<%s>".formatted(ENVELOPE, ORDER))
			.withBean("heard", Heard.class, Heard::new)
			.withBean(listener)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				queue(context.getBean("orders", RedisQueue.class)).send(ENVELOPED);
				Envelope<?> heard = context.getBean(Heard.class).envelopes.poll(20, SECONDS);
				assertThat(heard).isEqualTo(ENVELOPED);
			});
	}

	@Test
	void listensToATopicOfAGenericPayload() {
		this.runner.withPropertyValues("queues.topics.news.payload-type=%s<%s>".formatted(ENVELOPE, ORDER))
			.withBean("heard", Heard.class, Heard::new)
			.withBean(OnTopic.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				topic(context.getBean("news", RedisTopic.class)).publish(ENVELOPED);
				assertThat(context.getBean(Heard.class).envelopes.poll(20, SECONDS)).isEqualTo(ENVELOPED);
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "java.lang.String", "java.util.List<" + "java.lang.String>" })
	void refusesAListenerOfOtherTypeArguments(String argument) {
		this.runner.withPropertyValues("queues.instances.orders.payload-type=%s<%s>".formatted(ENVELOPE, argument))
			.withBean("heard", Heard.class, Heard::new)
			.withBean(OnPayload.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidAnnotationException.class)
				.hasMessageContaining(ENVELOPE + "<" + ORDER + ">")
				.hasMessageContaining(ENVELOPE + "<" + argument + ">"));
		this.runner.withPropertyValues("queues.topics.news.payload-type=%s<%s>".formatted(ENVELOPE, argument))
			.withBean("heard", Heard.class, Heard::new)
			.withBean(OnTopic.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidAnnotationException.class)
				.hasMessageContaining(ENVELOPE + "<" + ORDER + ">")
				.hasMessageContaining(ENVELOPE + "<" + argument + ">"));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "java.util.List<%s>", "java.util.Map<java.lang.String, %s>", "java.util.Optional<%s>", "%s[]" })
	void collectionsOfTheDeclaredTypeComeBackAsThat(String type) {
		this.runner.withPropertyValues("queues.instances.orders.payload-type=" + type.formatted(ORDER))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				RedisQueue<Object> queue = queue(context.getBean("orders", RedisQueue.class));
				Order order = new Order("A-1");
				Object payload = type.contains("List") ? List.of(order) : type.contains("Map") ? Map.of("a", order)
						: type.contains("Optional") ? java.util.Optional.of(order) : new Order[] { order };
				queue.send(payload);
				assertThat(queue.poll())
					.hasValueSatisfying((read) -> assertThat(read).usingRecursiveComparison().isEqualTo(payload));
			});
	}

	@Test
	void aTopicSendsToQueuesOfItsFullTypeOnly() {
		String type = ENVELOPE + "<" + ORDER + ">";
		this.runner
			.withPropertyValues("queues.instances.billing.payload-type=" + type, "queues.topics.news.queues=billing")
			.run((context) -> {
				RedisTopic<Object> topic = topic(context.getBean("news", RedisTopic.class));
				assertThat(topic.payloadType().getType().getTypeName()).isEqualTo(type);
				topic.publish(ENVELOPED);
				assertThat(queue(context.getBean("billing", RedisQueue.class)).poll()).contains(ENVELOPED);
			});
		assertThat(FailedStart.analysis(FailedStart.runner()
			.withConfiguration(AutoConfigurations.of(RedisTopicsAutoConfiguration.class))
			.withPropertyValues("queues.instances.billing.payload-type=" + type, "queues.topics.news.queues=billing",
					"queues.topics.news.payload-type=" + ENVELOPE + "<java.lang.String>"))
			.getDescription()).contains(type, ENVELOPE + "<java.lang.String>");
	}

	@Test
	void theFactoryTakesATypeReference() {
		this.runner.run((context) -> {
			RedisQueue<Envelope<List<Order>>> queue = context.getBean(RedisQueueFactory.class)
				.create(QueueSettings.of("orders", new ParameterizedTypeReference<Envelope<List<Order>>>() {
				}));
			Envelope<List<Order>> payload = new Envelope<>("t1", List.of(new Order("A-1")));
			queue.send(payload);
			assertThat(queue.receive(Duration.ZERO.plusSeconds(5)))
				.hasValueSatisfying((delivery) -> assertThat(delivery.payload()).isEqualTo(payload));
		});
	}

	@SuppressWarnings("unchecked")
	private static RedisQueue<Object> queue(RedisQueue<?> queue) {
		return (RedisQueue<Object>) queue;
	}

	@SuppressWarnings("unchecked")
	private static RedisTopic<Object> topic(RedisTopic<?> topic) {
		return (RedisTopic<Object>) topic;
	}

	record Envelope<T>(String tenant, T data) {

	}

	record Order(String sku) {

	}

	static class Heard {

		final BlockingQueue<Envelope<Order>> envelopes = new LinkedBlockingQueue<>();

		/**
		 * Fails with ClassCastException if it is not an order.
		 */
		void add(Envelope<Order> envelope) {
			assertThat(envelope.data().sku()).isNotEmpty();
			this.envelopes.add(envelope);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Injected {

		final List<String> names = new ArrayList<>();

		final RedisQueue<Map<String, List<Envelope<Order>>>> nested;

		final RedisQueue<Envelope<Order[]>[]> arrays;

		Injected(RedisQueue<Envelope<Order>> one, RedisQueue<Envelope<String>> two,
				RedisQueue<Map<String, List<Envelope<Order>>>> three, RedisQueue<Envelope<Order[]>[]> four,
				RedisTopic<Envelope<Order>> five, RedisTopic<Envelope<Integer>> six) {
			this.names.addAll(List.of(one.name(), two.name(), three.name(), four.name(), five.name(), six.name()));
			this.nested = three;
			this.arrays = four;
		}

		@Bean
		String unrelated() {
			return StringRedisTemplate.class.getName();
		}

	}

	record OnPayload(Heard heard) {

		@QueueListener("orders")
		void on(Envelope<Order> envelope) {
			this.heard.add(envelope);
		}

	}

	record OnDelivery(Heard heard) {

		@QueueListener("orders")
		void on(Delivery<Envelope<Order>> delivery) {
			this.heard.add(delivery.payload());
		}

	}

	record OnBatch(Heard heard) {

		@QueueListener("orders")
		void on(List<Envelope<Order>> envelopes) {
			envelopes.forEach(this.heard::add);
		}

	}

	record OnDeliveries(Heard heard) {

		@QueueListener("orders")
		void on(List<Delivery<Envelope<Order>>> deliveries) {
			deliveries.forEach((delivery) -> this.heard.add(delivery.payload()));
		}

	}

	abstract static class Base<T> {

		abstract void add(T payload);

		@QueueListener("orders")
		void on(T payload) {
			add(payload);
		}

	}

	static class OnInherited extends Base<Envelope<Order>> {

		private final Heard heard;

		OnInherited(Heard heard) {
			this.heard = heard;
		}

		@Override
		void add(Envelope<Order> payload) {
			this.heard.add(payload);
		}

	}

	record OnWildcard(Heard heard) {

		@QueueListener("orders")
		@SuppressWarnings("unchecked")
		void on(Envelope<? extends Record> envelope) {
			this.heard.add((Envelope<Order>) envelope);
		}

	}

	record OnTopic(Heard heard) {

		@TopicListener("news")
		void on(Envelope<Order> envelope) {
			this.heard.add(envelope);
		}

	}

}
