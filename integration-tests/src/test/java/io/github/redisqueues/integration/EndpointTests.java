package io.github.redisqueues.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.github.redisqueues.integration.EndpointApplication.Answer;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint over HTTP, with Spring MVC and WebFlux.
 */
@TestInstance(Lifecycle.PER_CLASS)
class EndpointTests {

	private static final String BASE = "/actuator/queues";

	private final Map<WebApplicationType, EndpointApplication> applications = new EnumMap<>(WebApplicationType.class);

	private final Map<WebApplicationType, EndpointApplication> readOnly = new EnumMap<>(WebApplicationType.class);

	/**
	 * Starts all of them first, because the end of one reactive application in a JVM ends
	 * the threads of the others.
	 */
	@BeforeAll
	void start() {
		for (WebApplicationType type : List.of(WebApplicationType.SERVLET, WebApplicationType.REACTIVE)) {
			this.applications.put(type, start(type, "management.endpoint.queues.access=unrestricted",
					"management.endpoint.queues.show-payloads=always"));
			this.readOnly.put(type, start(type));
		}
	}

	private static EndpointApplication start(WebApplicationType type, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.addAll(List.of("queues.monitor.refresh=1s", "queues.instances.orders.payload-type=" + Order.class.getName(),
				"queues.instances.orders.max-attempts=1", "queues.instances.watched.payload-type=java.lang.String",
				"queues.instances.[eu/orders:new].payload-type=java.lang.String",
				"queues.instances.watched.schedules.hourly.every=1h",
				"queues.instances.watched.schedules.hourly.payload=tick",
				"queues.topics.prices.payload-type=java.lang.String"));
		return EndpointApplication.start(UUID.randomUUID().toString(), type, Shop.class, all.toArray(String[]::new));
	}

	@AfterAll
	void stop() {
		this.applications.values().forEach(EndpointApplication::close);
		this.readOnly.values().forEach(EndpointApplication::close);
	}

	private EndpointApplication application(WebApplicationType type) {
		EndpointApplication application = Objects.requireNonNull(this.applications.get(type));
		RedisQueue<Order> orders = application.queue("orders");
		orders.purge();
		orders.deadLetters().purge();
		return application;
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void showsEverythingAtAGlance(WebApplicationType type) {
		EndpointApplication application = application(type);
		try (LockHandle lock = application.context().getBean(DistributedLocks.class).acquire("stock")) {
			RedisQueue<Order> orders = application.queue("orders");
			orders.send(new Order("1", "secret"));
			// A snapshot is kept for a second
			JsonNode snapshot = Awaitility.await()
				.until(() -> application.get(BASE).json(),
						(json) -> named(json.get("queues"), "orders").at("/messages/ready").asInt() == 1
								&& json.get("locks").size() == 1);
			assertThat(snapshot.get("writable").asBoolean()).isTrue();
			assertThat(named(snapshot.get("queues"), "orders").get("type").asString()).isEqualTo("fifo");
			assertThat(named(snapshot.get("queues"), "eu/orders:new").at("/messages/ready").asInt()).isZero();
			assertThat(snapshot.at("/listeners/0/id").asString()).isEqualTo("watcher");
			assertThat(snapshot.at("/listeners/0/state").asString()).isEqualTo("running");
			assertThat(snapshot.at("/schedules/0/id").asString()).isEqualTo("hourly");
			assertThat(snapshot.at("/schedules/0/next").asString()).matches("\\d{4}-.*T\\d{2}:00:00Z");
			assertThat(snapshot.at("/topics/0/name").asString()).isEqualTo("prices");
			assertThat(snapshot.at("/locks/0/name").asString()).isEqualTo("stock");
			assertThat(snapshot.at("/locks/0/token").asLong()).isEqualTo(lock.token());
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void showsMessagesByTheirState(WebApplicationType type) {
		EndpointApplication application = application(type);
		RedisQueue<Order> orders = application.queue("orders");
		orders.send(new Order("dead", "secret"));
		orders.receive().orElseThrow().reject("no stock");
		orders.send(new Order("leased", "secret"));
		Delivery<Order> leased = orders.receive().orElseThrow();
		orders.send(new Order("ready", "secret"), SendOptions.defaults()
			.header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
		orders.send(new Order("delayed", "secret"), SendOptions.defaults().delay(Duration.ofHours(1)));
		JsonNode ready = application.get(BASE + "/orders/messages").json();
		assertThat(ready.get("total").asInt()).isEqualTo(1);
		assertThat(ready.at("/messages/0/payload/id").asString()).isEqualTo("ready");
		assertThat(ready.at("/messages/0/payload/password").asString()).as("sanitized").isEqualTo("******");
		assertThat(ready.at("/messages/0/traceId").asString()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
		assertThat(ids(application, "delayed")).containsExactly("delayed");
		JsonNode inFlight = application.get(BASE + "/orders/messages?state=in_flight").json();
		assertThat(inFlight.at("/messages/0/payload/id").asString()).isEqualTo("leased");
		assertThat(inFlight.at("/messages/0/leaseUntil").asString()).isNotEmpty();
		JsonNode dead = application.get(BASE + "/orders/messages?state=dead").json();
		assertThat(dead.at("/messages/0/payload/id").asString()).isEqualTo("dead");
		assertThat(dead.at("/messages/0/reason").asString()).isEqualTo("no stock");
		JsonNode group = application.get(BASE + "/orders/dead-groups").json().at("/groups/0");
		assertThat(group.get("count").asInt()).isEqualTo(1);
		assertThat(group.get("latestReason").asString()).isEqualTo("no stock");
		Answer one = application.get(BASE + "/orders/messages/" + leased.id());
		assertThat(one.json().get("state").asString()).isEqualTo("in_flight");
		assertThat(application.get(BASE + "/orders/messages/unknown").status()).isEqualTo(404);
		leased.ack();
	}

	private static List<String> ids(EndpointApplication application, String state) {
		List<String> ids = new ArrayList<>();
		application.get(BASE + "/orders/messages?state=" + state)
			.json()
			.get("messages")
			.forEach((message) -> ids.add(message.at("/payload/id").asString()));
		return ids;
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void pagesAndSearches(WebApplicationType type) {
		EndpointApplication application = application(type);
		RedisQueue<Order> orders = application.queue("orders");
		orders.sendAll(IntStream.range(0, 60).mapToObj((i) -> new Order("order-" + i, "secret")).toList());
		JsonNode page = application.get(BASE + "/orders/messages?offset=50&limit=5").json();
		assertThat(page.get("messages").size()).isEqualTo(5);
		assertThat(page.at("/messages/0/payload/id").asString()).isEqualTo("order-50");
		JsonNode found = application.get(BASE + "/orders/messages?search=ORDER-42").json();
		assertThat(found.get("messages").size()).isEqualTo(1);
		assertThat(found.get("searched").asInt()).isEqualTo(60);
		assertThat(application.get(BASE + "/orders/messages?search=secret").json().get("messages").size())
			.as("what is hidden is not found")
			.isZero();
		assertThat(application.get(BASE + "/orders/messages?limit=201").status()).isEqualTo(400);
		assertThat(application.get(BASE + "/orders/messages?state=wrong").json().get("error").asString())
			.contains("in_flight");
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void findsAQueueWithSlashesInItsName(WebApplicationType type) {
		EndpointApplication application = application(type);
		application.queue("eu/orders:new").purge();
		application.queue("eu/orders:new").send("a");
		assertThat(application.get(BASE + "/eu/orders:new").json().at("/messages/ready").asInt()).isEqualTo(1);
		assertThat(application.get(BASE + "/eu/orders:new/messages").json().at("/messages/0/payload").asString())
			.isEqualTo("a");
		assertThat(application.get(BASE + "/eu").status()).isEqualTo(404);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void operatesOnMessages(WebApplicationType type) {
		EndpointApplication application = application(type);
		RedisQueue<Order> orders = application.queue("orders");
		List<String> ids = orders.sendAll(IntStream.range(0, 4).mapToObj((i) -> new Order("" + i, "x")).toList());
		orders.receive(3, Duration.ZERO).forEach((delivery) -> delivery.reject("bad"));
		assertThat(application.post(BASE + "/orders/redrive", Map.of("id", ids.get(0))).json().get("count").asInt())
			.isEqualTo(1);
		assertThat(application.post(BASE + "/orders/delete", Map.of("id", ids.get(1))).json().get("count").asInt())
			.isEqualTo(1);
		assertThat(application.post(BASE + "/orders/redrive", Map.of("max", 10)).json().get("count").asInt())
			.isEqualTo(1);
		assertThat(orders.stats().dead()).isZero();
		assertThat(application.post(BASE + "/orders/cancel", Map.of("ids", ids.get(3) + ",unknown"))
			.json()
			.get("count")
			.asInt()).isEqualTo(1);
		assertThat(application.post(BASE + "/orders/purge", Map.of()).json().get("count").asInt()).isEqualTo(2);
		assertThat(application.post(BASE + "/orders/delete", Map.of()).status()).isEqualTo(400);
		assertThat(application.post(BASE + "/orders/explode", Map.of()).status()).isEqualTo(404);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void pausesAndLimitsAndTellsWhoDidIt(WebApplicationType type) {
		EndpointApplication application = application(type);
		RedisQueue<Order> orders = application.queue("orders");
		Shop shop = application.context().getBean(Shop.class);
		shop.audit.clear();
		application.post(BASE + "/orders/pause", Map.of("reason", "stocktaking", "duration", "1h"));
		JsonNode paused = application.get(BASE + "/orders").json().get("paused");
		assertThat(paused.get("reason").asString()).isEqualTo("stocktaking");
		assertThat(paused.get("by").asString()).isEqualTo("anonymous");
		assertThat(paused.get("until").asString()).isNotEmpty();
		application.post(BASE + "/orders/resume", Map.of());
		assertThat(orders.isPaused()).isFalse();
		application.post(BASE + "/orders/limits", Map.of("capacity", 5, "rate", "10/s", "maxInFlight", 2));
		assertThat(application.get(BASE + "/orders").json().at("/limits/rate").asString()).isEqualTo("10/s");
		assertThat(orders.limits().current().capacity()).isEqualTo(5);
		application.post(BASE + "/orders/withdraw-limits", Map.of());
		assertThat(application.get(BASE + "/orders").json().at("/limits/capacity").asInt()).isZero();
		assertThat(application.post(BASE + "/orders/limits", Map.of("rate", "fast")).status()).isEqualTo(400);
		assertThat(shop.audit).extracting(AuditEvent::getType)
			.containsExactly("QUEUES_PAUSE", "QUEUES_RESUME", "QUEUES_LIMITS", "QUEUES_WITHDRAW_LIMITS",
					"QUEUES_LIMITS");
		assertThat(shop.audit.get(0).getPrincipal()).isEqualTo("anonymous");
		assertThat(shop.audit.get(0).getData()).containsEntry("target", "queue 'orders'")
			.containsEntry("reason", "stocktaking")
			.containsEntry("result", "done");
		assertThat(shop.audit.get(4).getData().get("result")).asString().startsWith("failed: ");
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void saysWhyNothingMovesAndWhatIsToBeExpected(WebApplicationType type) {
		EndpointApplication application = application(type);
		RedisQueue<Order> orders = application.queue("orders");
		orders.send(new Order("1", "x"));
		application.queue("eu/orders:new").purge();
		application.queue("eu/orders:new").send("a");
		JsonNode diagnosis = application.get(BASE + "/eu/orders:new/diagnosis").json();
		assertThat(diagnosis.get("verdict").asString()).isEqualTo("no_listener");
		assertThat(diagnosis.get("explanation").asString()).isNotEmpty();
		assertThat(diagnosis.at("/evidence/ready").asInt()).isEqualTo(1);
		JsonNode watched = application.get(BASE + "/watched").json();
		assertThat(watched.at("/diagnosis/verdict").asString()).isEqualTo("empty");
		assertThat(watched.at("/fleet/0/listener").asString()).isEqualTo("watcher");
		assertThat(watched.at("/fleet/0/process").asString()).contains("@");
		JsonNode history = Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.until(() -> application.get(BASE + "/orders/history").json().get("points"),
					(points) -> points.size() >= 3 && points.get(points.size() - 1).get("ready").asInt() == 1);
		assertThat(history.get(0).get("time").asString()).endsWith("Z");
		assertThat(application.get(BASE + "/orders").json().at("/forecast/verdict").asString()).isIn("never", "unknown",
				"empty_at");
		JsonNode forecast = Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.until(() -> application.get(BASE + "/orders").json().get("forecast"), (json) -> json.has("inPerSecond"));
		assertThat(forecast.get("inPerSecond").asDouble()).isNotNegative();
		assertThat(forecast.get("outPerSecond").asDouble()).isNotNegative();
		JsonNode points = application.get(BASE + "/orders/history").json().get("points");
		assertThat(points.get(points.size() - 1).has("outPerSecond")).isTrue();
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void operatesOnListenersSchedulesAndLocks(WebApplicationType type) {
		EndpointApplication application = application(type);
		application.post(BASE + "/listeners/watcher/pause", Map.of());
		assertThat(application.get(BASE + "/listeners").json().at("/0/state").asString()).isEqualTo("paused");
		application.post(BASE + "/listeners/watcher/resume", Map.of());
		assertThat(application.get(BASE + "/listeners").json().at("/0/state").asString()).isEqualTo("running");
		assertThat(application.post(BASE + "/listeners/unknown/pause", Map.of()).status()).isEqualTo(404);
		Shop shop = application.context().getBean(Shop.class);
		application.post(BASE + "/schedules/watched/hourly/run", Map.of());
		Awaitility.await().until(() -> shop.watched.contains("tick"));
		DistributedLocks locks = application.context().getBean(DistributedLocks.class);
		LockHandle handle = locks.acquire("ledger");
		assertThat(application.get(BASE + "/locks/ledger").json().get("token").asLong()).isEqualTo(handle.token());
		assertThat(application.post(BASE + "/locks/ledger/force-release", Map.of()).json().get("released").asBoolean())
			.isTrue();
		assertThat(application.get(BASE + "/locks/ledger").json().has("holder")).isFalse();
		assertThat(handle.release()).isFalse();
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void isReadOnlyAndHidesPayloadsUnlessAllowed(WebApplicationType type) {
		EndpointApplication application = Objects.requireNonNull(this.readOnly.get(type));
		application.queue("orders").send(new Order("1", "x"), SendOptions.defaults().header("customer", "Ann"));
		JsonNode page = application.get(BASE + "/orders/messages").json();
		assertThat(page.get("payloadsShown").asBoolean()).isFalse();
		JsonNode message = page.at("/messages/0");
		assertThat(message.has("payload")).isFalse();
		assertThat(message.at("/headers/customer").asString()).isEqualTo("******");
		assertThat(message.get("payloadBytes").asInt()).isPositive();
		assertThat(application.get(BASE + "/orders/messages?search=Ann").json().get("messages").size()).isZero();
		assertThat(application.get(BASE).json().get("writable").asBoolean()).isFalse();
		assertThat(application.post(BASE + "/orders/purge", Map.of()).status()).isIn(404, 405);
		assertThat(application.queue("orders").size()).isEqualTo(1);
	}

	private static JsonNode named(JsonNode list, String name) {
		for (JsonNode element : list) {
			if (element.get("name").asString().equals(name)) {
				return element;
			}
		}
		throw new AssertionError("No " + name + " in " + list);
	}

	record Order(String id, String password) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Shop extends EndpointApplication.Open {

		private final List<AuditEvent> audit = new CopyOnWriteArrayList<>();

		private final List<String> watched = new CopyOnWriteArrayList<>();

		@EventListener
		void on(AuditApplicationEvent event) {
			this.audit.add(event.getAuditEvent());
		}

		@QueueListener(value = "watched", id = "watcher")
		void watch(String payload) {
			this.watched.add(payload);
		}

		@Bean
		static SanitizingFunction passwords() {
			return SanitizingFunction.sanitizeValue().ifKeyContains("password");
		}

	}

}
