package io.github.redisqueues.autoconfigure;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.queue.PayloadTooLargeException;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.Subscription;
import io.github.redisqueues.topic.TopicSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The converter and the largest size of payloads, for all queues or for one.
 */
class PayloadPropertyTests {

	private final ApplicationContextRunner runner = FailedStart.runner()
		.withConfiguration(AutoConfigurations.of(RedisTopicsAutoConfiguration.class))
		.withPropertyValues(RedisTestServer.shared().properties())
		.withPropertyValues("queues.namespace=queues:payload-" + UUID.randomUUID(), "queues.instances.a.type=fifo",
				"queues.instances.b.type=fifo");

	@Test
	void theOnlyConverterIsForAllQueues() {
		this.runner.withBean("loud", PayloadConverter.class, () -> new Loud("loud"))
			.withPropertyValues("queues.topics.news.queues=a")
			.run((context) -> {
				assertThat(stored(context, "a")).isEqualTo("loud text");
				assertThat(stored(context, "b")).isEqualTo("loud text");
				RedisQueue<String> made = context.getBean(RedisQueueFactory.class)
					.create(QueueSettings.of("made", String.class));
				made.send("text");
				assertThat(made.peek()).contains("text");
				assertThat(new String(made.browse(0, 1).get(0).bytes(), StandardCharsets.UTF_8)).isEqualTo("loud text");
				topic(context, "news").publish("news");
				assertThat(queue(context, "a").poll()).contains("news");
			});
	}

	@Test
	void aConverterThatIsNamedIsForThatQueueOnly() {
		this.runner.withBean("loud", PayloadConverter.class, () -> new Loud("loud"))
			.withPropertyValues("queues.instances.a.payload-converter=loud", "queues.topics.news.queues=a",
					"queues.topics.quiet.queues=b", "queues.topics.named.payload-converter=loud")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(stored(context, "a")).isEqualTo("loud text");
				assertThat(stored(context, "b")).isEqualTo("\"text\"");
				topic(context, "news").publish("news");
				assertThat(queue(context, "a").poll()).contains("news");
				topic(context, "quiet").publish("quiet");
				assertThat(queue(context, "b").poll()).contains("quiet");
				List<String> heard = new CopyOnWriteArrayList<>();
				try (Subscription subscription = topic(context, "named").subscribe(heard::add)) {
					topic(context, "named").publish("named");
					await().untilAsserted(() -> assertThat(heard).containsExactly("named"));
				}
			});
	}

	@Test
	void theDefaultsNameAConverterAndAQueueAnother() {
		this.runner.withBean("loud", PayloadConverter.class, () -> new Loud("loud"))
			.withBean("louder", PayloadConverter.class, () -> new Loud("louder"))
			.withPropertyValues("queues.defaults.payload-converter=loud", "queues.instances.b.payload-converter=louder")
			.run((context) -> {
				assertThat(stored(context, "a")).isEqualTo("loud text");
				assertThat(stored(context, "b")).isEqualTo("louder text");
				assertThat(context.getBean(PayloadConverters.class).forAll()).isInstanceOf(JsonPayloadConverter.class);
			});
	}

	@Test
	void aQueueMayAskForJsonBesideAConverterForAll() {
		this.runner.withBean("loud", PayloadConverter.class, () -> new Loud("loud"))
			.withBean("json", PayloadConverter.class, JsonPayloadConverter::new)
			.withPropertyValues("queues.instances.b.payload-converter=json")
			.run((context) -> {
				assertThat(stored(context, "a")).isEqualTo("loud text");
				assertThat(stored(context, "b")).isEqualTo("\"text\"");
			});
	}

	@Test
	void aSchedulesPayloadIsReadByTheQueuesConverter() {
		this.runner.withBean("loud", PayloadConverter.class, () -> new Loud("loud"))
			.withPropertyValues("queues.instances.a.payload-converter=loud",
					"queues.instances.a.payload-type=java.lang.StringBuilder",
					"queues.instances.a.schedules.often.every=1s",
					"queues.instances.a.schedules.often.payload=loud tick")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(stored(context, "b")).isEqualTo("\"text\"");
			});
	}

	@Test
	void explainsAWrongConverter() {
		FailureAnalysis missing = FailedStart
			.analysis(this.runner.withBean("loud", PayloadConverter.class, () -> new Loud("loud"))
				.withPropertyValues("queues.instances.a.payload-converter=quiet"));
		assertThat(missing.getDescription()).startsWith("Property queues.instances.a.payload-converter is 'quiet'")
			.contains("no PayloadConverter bean of that name");
		assertThat(missing.getAction()).contains("loud");
		FailureAnalysis several = FailedStart
			.analysis(this.runner.withBean("loud", PayloadConverter.class, () -> new Loud("loud"))
				.withBean("louder", PayloadConverter.class, () -> new Loud("louder")));
		assertThat(several.getDescription()).contains("several PayloadConverter beans", "loud, louder");
		assertThat(several.getAction()).contains("@Primary", "payload-converter");
		FailureAnalysis apart = FailedStart
			.analysis(this.runner.withBean("loud", PayloadConverter.class, () -> new Loud("loud"))
				.withPropertyValues("queues.instances.a.payload-converter=loud", "queues.topics.news.queues=a,b"));
		assertThat(apart.getDescription()).contains("different payload converters");
	}

	@Test
	void refusesALargePayloadBeforeRedisIsCalled() {
		this.runner
			.withPropertyValues("queues.defaults.max-payload-size=1KB", "queues.instances.a.max-payload-size=12B",
					"queues.topics.news.queues=b,a", "queues.topics.small.max-payload-size=5B")
			.run((context) -> {
				RedisQueue<String> a = queue(context, "a");
				a.send("1234567890");
				assertThatExceptionOfType(PayloadTooLargeException.class).isThrownBy(() -> a.send("12345678901"))
					.withMessageContainingAll("Queue 'a'", "up to 12 bytes", "has 13", "max-payload-size")
					.satisfies((ex) -> {
						assertThat(ex.size()).isEqualTo(13);
						assertThat(ex.limit()).isEqualTo(12);
					});
				assertThatExceptionOfType(PayloadTooLargeException.class)
					.isThrownBy(() -> a.sendAll(List.of("a", "12345678901")));
				assertThat(a.size()).isEqualTo(1);
				assertThatExceptionOfType(PayloadTooLargeException.class)
					.isThrownBy(() -> topic(context, "news").publish("12345678901"))
					.withMessageContaining("Queue 'a'");
				RedisQueue<String> b = queue(context, "b");
				assertThat(b.size()).isZero();
				b.send("x".repeat(1022));
				assertThatExceptionOfType(PayloadTooLargeException.class).isThrownBy(() -> b.send("x".repeat(1023)));
				assertThatExceptionOfType(PayloadTooLargeException.class)
					.isThrownBy(() -> topic(context, "small").publish("1234"))
					.withMessageContaining("Topic 'small'");
				assertThat(topic(context, "small").publish("123")).isNotEmpty();
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "queues.instances.a", "queues.defaults", "queues.topics.news" })
	void explainsAWrongSize(String prefix) {
		FailureAnalysis zero = FailedStart.analysis(this.runner.withPropertyValues(prefix + ".max-payload-size=0B"));
		assertThat(zero.getDescription()).startsWith("Property " + prefix + ".max-payload-size is '0B'")
			.contains("1B or more");
		assertThat(zero.getAction()).contains("256KB");
	}

	@ParameterizedTest
	@ValueSource(strings = { "java.lang.Integer[]", "java.lang.String" })
	void aScheduleWhosePayloadIsTooLargeFailsTheStart(String type) {
		FailureAnalysis analysis = FailedStart.analysis(this.runner.withPropertyValues(
				"queues.instances.a.max-payload-size=5B", "queues.instances.a.payload-type=" + type,
				"queues.instances.a.schedules.often.every=1s", "queues.instances.a.schedules.often.payload=[100000]"));
		assertThat(analysis.getDescription()).contains("queues.instances.a.schedules.often.payload", "up to 5 bytes");
	}

	@Test
	void copiesSettings() {
		QueueSettings<String> settings = QueueSettings.builder("a", String.class)
			.key("k")
			.capacity(1)
			.leaseTime(Duration.ofSeconds(2))
			.maxPayloadSize(DataSize.ofKilobytes(3))
			.payloadConverter(new Loud("x"))
			.build();
		assertThat(settings.toBuilder().build()).isEqualTo(settings);
		assertThat(TopicSettings.of("a", String.class).maxPayloadSize(DataSize.ofBytes(1)).key("k").maxPayloadSize())
			.isEqualTo(DataSize.ofBytes(1));
	}

	private static String stored(ApplicationContext context, String queue) {
		RedisQueue<String> bean = queue(context, queue);
		String id = bean.send("text");
		QueuedMessage<String> message = bean.browse(0, 1).get(0);
		assertThat(message.payload()).isEqualTo("text");
		assertThat(bean.cancel(id)).isTrue();
		return new String(message.bytes(), StandardCharsets.UTF_8);
	}

	@SuppressWarnings("unchecked")
	private static RedisQueue<String> queue(ApplicationContext context, String name) {
		return context.getBean(name, RedisQueue.class);
	}

	@SuppressWarnings("unchecked")
	private static RedisTopic<String> topic(ApplicationContext context, String name) {
		return context.getBean(name, RedisTopic.class);
	}

	/**
	 * Writes a word before each text.
	 */
	private record Loud(String word) implements PayloadConverter {

		@Override
		public byte[] write(Object payload, Type type) {
			return (this.word + " " + payload).getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public Object read(byte[] bytes, Type type) {
			String text = new String(bytes, StandardCharsets.UTF_8).substring(this.word.length() + 1);
			return (type == StringBuilder.class) ? new StringBuilder(text) : text;
		}

	}

}
