package io.github.redisqueues.integration;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.github.redisqueues.internal.monitor.QueueMonitor;
import io.github.redisqueues.listener.QueueListenerRegistry;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.topic.RedisTopic;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How traces continue from a send to the work on its messages, with the spans that
 * OpenTelemetry exports.
 */
@Timeout(120)
class TracingTests {

	private final RedisTestServer server = RedisTestServer.start();

	private TracedApplication application = TracedApplication.start(this.server);

	@AfterEach
	void stop() {
		this.application.close();
		this.server.close();
	}

	private void restart(String... properties) {
		this.application.close();
		this.application = TracedApplication.start(this.server, properties);
	}

	private RedisQueue<String> orders() {
		return this.application.queue("orders");
	}

	private static void requireChild(SpanData child, SpanData parent) {
		assertThat(child.getTraceId()).isEqualTo(parent.getTraceId());
		assertThat(child.getParentSpanId()).isEqualTo(parent.getSpanId());
		assertThat(child.getLinks()).isEmpty();
	}

	private static void requireLinked(SpanData span, SpanData... sends) {
		assertThat(span.getParentSpanContext().isValid()).isFalse();
		assertThat(span.getLinks().stream().map(LinkData::getSpanContext).map((context) -> context.getSpanId()))
			.containsExactly(List.of(sends).stream().map(SpanData::getSpanId).toArray(String[]::new));
		assertThat(span.getLinks().stream().map(LinkData::getSpanContext).map((context) -> context.getTraceId()))
			.containsExactly(List.of(sends).stream().map(SpanData::getTraceId).toArray(String[]::new))
			.doesNotContain(span.getTraceId());
	}

	@Test
	void theFirstAttemptContinuesTheTraceOfTheRequest() {
		this.application.request(() -> orders().send("a"));
		SpanData process = this.application.await("process orders", 1).get(0);
		SpanData send = this.application.await("send orders", 1).get(0);
		SpanData request = this.application.await("request", 1).get(0);
		requireChild(send, request);
		requireChild(process, send);
		assertThat(send.getKind()).isEqualTo(SpanKind.PRODUCER);
		assertThat(process.getKind()).isEqualTo(SpanKind.CONSUMER);
	}

	@Test
	void theCommandsOfASendAreChildrenOfIt() {
		orders().send("warm");
		this.application.await("process orders", 1);
		this.application.forgetSpans();
		this.application.request(() -> orders().send("a"));
		this.application.request(() -> orders().sendAsync("b").join());
		List<SpanData> sends = this.application.await("send orders", 2);
		List<SpanData> commands = this.application.await("evalsha", 2);
		assertThat(commands).hasSize(2);
		requireChild(commands.get(0), sends.get(0));
		requireChild(commands.get(1), sends.get(1));
		requireChild(sends.get(1), this.application.await("request", 2).get(1));
	}

	@Test
	void aRetryHasATraceOfItsOwnWithALink() {
		orders().send("later");
		List<SpanData> attempts = this.application.await("process orders", 2);
		SpanData send = this.application.await("send orders", 1).get(0);
		requireChild(attempts.get(0), send);
		requireLinked(attempts.get(1), send);
	}

	@Test
	void aDelayedMessageHasATraceOfItsOwnWithALink() {
		orders().send("a", SendOptions.defaults().delay(Duration.ofMillis(20)));
		requireLinked(this.application.await("process orders", 1).get(0),
				this.application.await("send orders", 1).get(0));
	}

	@Test
	void aRedrivenMessageHasATraceOfItsOwnWithALink() {
		orders().send("dead");
		await().until(() -> orders().deadLetters().size() == 1);
		orders().deadLetters().redrive(1);
		requireLinked(this.application.await("process orders", 2).get(1),
				this.application.await("send orders", 1).get(0));
	}

	@Test
	void aMovedMessageHasATraceOfItsOwnWithALink() {
		this.application.queue("other").send("a");
		assertThat(this.application.queue("other").moveTo(orders(), 1)).isEqualTo(1);
		requireLinked(this.application.await("process orders", 1).get(0),
				this.application.await("send other", 1).get(0));
	}

	@Test
	void aBatchIsOneSpanWithALinkForEachMessage() {
		RedisQueue<String> batches = this.application.queue("batches");
		this.application.request(() -> batches.send("a"));
		this.application.request(() -> batches.send("b"));
		batches.send("c", SendOptions.defaults().header("traceparent", "nonsense"));
		this.application.context().getBean(QueueListenerRegistry.class).start("batches");
		SpanData process = this.application.await("process batches", 1).get(0);
		requireLinked(process, this.application.spans("send batches").subList(0, 2).toArray(SpanData[]::new));
		assertThat(this.application.spans("process batches")).hasSize(1);
	}

	@Test
	void theMessagesOfOneSendContinueItsTrace() {
		orders().sendAll(List.of("a", "b"));
		List<SpanData> processed = this.application.await("process orders", 2);
		SpanData send = this.application.await("send orders", 1).get(0);
		assertThat(processed).hasSize(2).allSatisfy((process) -> requireChild(process, send));
	}

	@Test
	void aTickBeginsATraceAndItsMessageLinksToIt() {
		restart("queues.instances.orders.schedules.often.every=1s",
				"queues.instances.orders.schedules.often.payload=a");
		SpanData process = this.application.await("process orders", 1).get(0);
		SpanData send = this.application.await("send orders", 1).get(0);
		assertThat(send.getParentSpanContext().isValid()).isFalse();
		requireLinked(process, send);
	}

	@Test
	@SuppressWarnings("unchecked")
	void aTopicGivesItsTraceToQueuesAndSubscribers() {
		RedisTopic<String> prices = this.application.context().getBean("prices", RedisTopic.class);
		this.application.request(() -> prices.publish("1 EUR"));
		SpanData hear = this.application.await("hear prices", 1).get(0);
		SpanData process = this.application.await("process fanned", 1).get(0);
		SpanData publish = this.application.await("publish prices", 1).get(0);
		requireChild(publish, this.application.await("request", 1).get(0));
		requireChild(hear, publish);
		requireChild(process, publish);
		assertThat(publish.getKind()).isEqualTo(SpanKind.PRODUCER);
		assertThat(hear.getKind()).isEqualTo(SpanKind.CONSUMER);
	}

	@Test
	void whatTheApplicationTakesLinksToTheSendAndBelongsToTheCaller() {
		RedisQueue<String> other = this.application.queue("other");
		other.send("a");
		other.send("b");
		List<Delivery<String>> taken = new ArrayList<>();
		this.application.request(() -> {
			taken.addAll(other.receive(1, Duration.ZERO));
			other.receiveAsync().join();
		});
		List<SpanData> receives = this.application.await("receive other", 2);
		SpanData request = this.application.await("request", 1).get(0);
		for (int i = 0; i < 2; i++) {
			assertThat(receives.get(i).getParentSpanId()).isEqualTo(request.getSpanId());
			assertThat(receives.get(i).getKind()).isEqualTo(SpanKind.CLIENT);
			assertThat(receives.get(i).getLinks()).singleElement()
				.extracting((link) -> link.getSpanContext().getSpanId())
				.isEqualTo(this.application.spans("send other").get(i).getSpanId());
		}
		assertThat(taken.get(0).headers()).containsOnlyKeys("traceparent");
		assertThat(taken.get(0).headers().get("traceparent"))
			.contains(this.application.spans("send other").get(0).getTraceId());
	}

	@Test
	void aMessageWithoutATraceBeginsOne() {
		orders().send("a", SendOptions.defaults().header("TraceParent", "mine"));
		SpanData process = this.application.await("process orders", 1).get(0);
		assertThat(process.getParentSpanContext().isValid()).isFalse();
		assertThat(process.getLinks()).isEmpty();
	}

	@Test
	void aTraceThatTheSenderSetsIsContinued() {
		orders().send("a", SendOptions.defaults()
			.header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
		SpanData process = this.application.await("process orders", 1).get(0);
		assertThat(process.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
		assertThat(process.getParentSpanId()).isEqualTo("b7ad6b7169203331");
	}

	@Test
	void theRelationCanBeTheParentForAll() {
		restart("queues.tracing.relation=parent");
		orders().send("later", SendOptions.defaults().delay(Duration.ofMillis(20)));
		List<SpanData> attempts = this.application.await("process orders", 2);
		SpanData send = this.application.await("send orders", 1).get(0);
		assertThat(attempts).hasSize(2).allSatisfy((attempt) -> requireChild(attempt, send));
	}

	@Test
	void theRelationCanBeALinkForAll() {
		restart("queues.tracing.relation=link");
		orders().send("a");
		this.application.context().getBean("prices", RedisTopic.class).publish("1 EUR");
		requireLinked(this.application.await("process orders", 1).get(0),
				this.application.await("send orders", 1).get(0));
		SpanData publish = this.application.await("publish prices", 1).get(0);
		requireLinked(this.application.await("hear prices", 1).get(0), publish);
		requireLinked(this.application.await("process fanned", 1).get(0), publish);
	}

	@Test
	void anIdleApplicationHasNoSpans() {
		restart("queues.monitor.refresh=1s", "queues.lock.lease-time=1s",
				"queues.instances.orders.schedules.yearly.cron=0 0 0 1 1 *",
				"queues.instances.orders.schedules.yearly.payload=a");
		QueueMonitor monitor = this.application.context().getBean(QueueMonitor.class);
		try (LockHandle handle = this.application.context().getBean(DistributedLocks.class).acquire("stock")) {
			this.application.queue("other").receiveAsync(Duration.ofSeconds(100));
			orders().send("a");
			this.application.await("process orders", 1);
			this.application.context().getBean("prices", RedisTopic.class).publish("1 EUR");
			this.application.await("hear prices", 1);
			this.application.await("process fanned", 1);
			await().until(() -> handle.isHeld());
			assertThat(this.application.spans()).extracting(SpanData::getName)
				.doesNotContain("subscribe", "unsubscribe", "info");
			this.application.queue("batches").poll();
			int counts = monitor.history("orders").size();
			String heartbeat = heartbeat("orders", "fleet");
			assertThat(heartbeat("batches", "consumers")).as("is told within ten seconds").isEmpty();
			this.application.forgetSpans();
			long before = scripts();
			await().atMost(Duration.ofSeconds(60))
				.until(() -> scripts() >= before + 12 && monitor.history("orders").size() >= counts + 3
						&& !heartbeat("orders", "fleet").equals(heartbeat)
						&& !heartbeat("batches", "consumers").isEmpty());
			assertThat(this.application.spans()).isEmpty();
		}
	}

	/**
	 * Returns when the first process that has told something of itself did so.
	 */
	private String heartbeat(String queue, String part) {
		String namespace = this.application.context().getEnvironment().getRequiredProperty("queues.namespace");
		return this.server.connection()
			.list("ZRANGE", namespace + ":{" + queue + "}:" + part, 0, 0, "WITHSCORES")
			.stream()
			.skip(1)
			.map((score) -> new String(score, StandardCharsets.UTF_8))
			.collect(Collectors.joining());
	}

	private long scripts() {
		return CommandStats.of(this.server.connection()).calls("evalsha");
	}

	@Test
	void theHandlerOfOtherContextsIsStillThere() {
		assertThat(this.application.context().getBeansOfType(PropagatingReceiverTracingObservationHandler.class))
			.hasSize(1);
	}

}
