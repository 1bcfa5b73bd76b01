package io.github.redisqueues.integration;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import io.github.redisqueues.queue.RedisQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jobs that redrive dead letters, through the endpoint.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedriveEndpointTests {

	private static final String BASE = "/actuator/queues/orders";

	private final Map<WebApplicationType, EndpointApplication> applications = new EnumMap<>(WebApplicationType.class);

	@BeforeAll
	void start() {
		for (WebApplicationType type : List.of(WebApplicationType.SERVLET, WebApplicationType.REACTIVE)) {
			this.applications.put(type,
					EndpointApplication.start(UUID.randomUUID().toString(), type, Audited.class,
							"queues.instances.orders.payload-type=java.lang.String",
							"queues.instances.parcels.payload-type=java.lang.String",
							"management.endpoint.queues.access=unrestricted"));
		}
	}

	@AfterAll
	void stop() {
		this.applications.values().forEach(EndpointApplication::close);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void countsStartsShowsAndStopsAJob(WebApplicationType type) {
		EndpointApplication application = Objects.requireNonNull(this.applications.get(type));
		RedisQueue<String> orders = application.queue("orders");
		for (int i = 0; i < 15; i++) {
			orders.send("a");
			orders.receive().orElseThrow().reject((i < 13) ? "no stock" : "closed");
		}
		assertThat(application.get(BASE + "/jobs").json().get("jobs").size()).isZero();
		String fingerprint = orders.deadLetters().browse(0, 1).get(0).fingerprint();
		Map<String, Object> filter = Map.of("fingerprint", fingerprint, "reason", "rejected", "rate", "1000/s",
				"maxFailureRatio", 0.2);
		Map<String, Object> dryRun = Map.of("fingerprint", fingerprint, "dryRun", true);
		assertThat(application.post(BASE + "/start-redrive", dryRun).json().get("count").asInt()).isEqualTo(13);
		assertThat(application.get(BASE + "/jobs").json().get("jobs").size()).as("only counted").isZero();
		JsonNode started = application.post(BASE + "/start-redrive", filter).json();
		assertThat(started.get("count").asInt()).isEqualTo(13);
		String id = started.get("job").asString();
		JsonNode first = awaitJob(application, (job) -> job.get("redriven").asInt() == 1);
		assertThat(first.get("id").asString()).isEqualTo(id);
		assertThat(first.get("state").asString()).isEqualTo("running");
		assertThat(first.get("phase").asString()).isEqualTo("one");
		assertThat(first.get("fingerprint").asString()).isEqualTo(fingerprint);
		assertThat(first.get("rate").asString()).isEqualTo("1000/s");
		assertThat(first.get("maxFailureRatio").asDouble()).isEqualTo(0.2);
		assertThat(first.get("startedBy").asString()).isEqualTo("anonymous");
		assertThat(first.get("drivenBy").asString()).contains("@");
		assertThat(first.has("endedAt")).isFalse();
		EndpointApplication.Answer conflict = application.post(BASE + "/start-redrive", filter);
		assertThat(conflict.status()).isEqualTo(409);
		assertThat(conflict.json().get("error").asString()).contains(id);
		EndpointApplication.Answer unknown = application.post(BASE + "/stop-redrive", Map.of("id", "other"));
		assertThat(unknown.status()).isEqualTo(404);
		assertThat(unknown.json().get("error").asString()).contains("'orders'", "'other'");
		assertThat(application.post(BASE + "/stop-redrive", Map.of("id", id, "reason", "wrong group"))
			.json()
			.get("stopped")
			.asBoolean()).isTrue();
		JsonNode stopped = awaitJob(application, (job) -> job.get("state").asString().equals("stopped"));
		assertThat(stopped.get("stopReason").asString()).isEqualTo("stopped by anonymous: wrong group");
		assertThat(stopped.get("endedAt").asString()).endsWith("Z");
		assertThat(orders.poll(10)).hasSize(1);
		assertThat(application.post(BASE + "/stop-redrive", Map.of("id", id)).json().get("stopped").asBoolean())
			.as("it has ended")
			.isFalse();
		application.post(BASE + "/start-redrive", filter);
		JsonNode finished = Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
			orders.poll(100);
			return application.get(BASE + "/jobs").json().at("/jobs/0");
		}, (job) -> job.get("state").asString().equals("finished"));
		assertThat(finished.get("handled").asInt()).isEqualTo(12);
		assertThat(orders.stats().dead()).as("another group").isEqualTo(2);
		assertThat(application.post(BASE + "/start-redrive", Map.of("all", true, "rate", "fast")).status())
			.isEqualTo(400);
		assertThat(application.post(BASE + "/start-redrive", Map.of("max", 0)).status()).isEqualTo(400);
		assertThat(application.post(BASE + "/start-redrive", Map.of("all", true, "maxFailureRatio", 2)).status())
			.isEqualTo(400);
		List<AuditEvent> audit = application.context().getBean(Audited.class).events.stream()
			.filter((event) -> "queue 'orders'".equals(event.getData().get("target")))
			.toList();
		assertThat(audit).extracting(AuditEvent::getType)
			.as("what was only counted is none")
			.startsWith("QUEUES_START_REDRIVE", "QUEUES_START_REDRIVE", "QUEUES_STOP_REDRIVE", "QUEUES_STOP_REDRIVE");
		assertThat(audit.get(0).getPrincipal()).isEqualTo("anonymous");
		assertThat(audit.get(0).getData()).containsEntry("target", "queue 'orders'")
			.containsEntry("fingerprint", fingerprint)
			.hasEntrySatisfying("result", (result) -> assertThat(result).asString().contains(id));
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void redrivesAllOnlyIfThatIsSaid(WebApplicationType type) {
		EndpointApplication application = Objects.requireNonNull(this.applications.get(type));
		RedisQueue<String> parcels = application.queue("parcels");
		for (int i = 0; i < 3; i++) {
			parcels.send("a");
			parcels.receive().orElseThrow().reject("no stock");
		}
		String path = "/actuator/queues/parcels/start-redrive";
		for (Map<String, Object> wrong : List.<Map<String, Object>>of(Map.of(), Map.of("fingerPrint", "x"),
				Map.of("all", false), Map.of("rate", "10/s", "maxFailureRatio", 0.5), Map.of("id", "nope"),
				Map.of("all", true, "id", "nope"), Map.of("max", 1, "ids", "nope"),
				Map.of("all", true, "fingerprint", "x"), Map.of("dryrun", true, "fingerPrint", "x"))) {
			EndpointApplication.Answer refused = application.post(path, wrong);
			assertThat(refused.status()).as("%s: %s", wrong, refused.body()).isEqualTo(400);
			assertThat(refused.json().get("error").asString())
				.contains((wrong.containsKey("id") || wrong.containsKey("ids")) ? "redrive" : "all");
			Map<String, Object> counted = new HashMap<>(wrong);
			counted.put("dryRun", true);
			assertThat(application.post(path, counted).status()).isEqualTo(400);
		}
		assertThat(application.get("/actuator/queues/parcels/jobs").json().get("jobs").size()).isZero();
		assertThat(application.post("/actuator/queues/parcels/purge-dead", Map.of("dryRun", true)).status())
			.as("only start-redrive counts")
			.isEqualTo(400);
		assertThat(parcels.deadLetters().size()).isEqualTo(3);
		assertThat(application.post(path, Map.of("all", true, "dryRun", true)).json().get("count").asInt())
			.isEqualTo(3);
		assertThat(application.post(path, Map.of("all", true, "max", 2, "dryRun", true)).json().get("count").asInt())
			.isEqualTo(2);
		assertThat(application.post(path, Map.of("all", true)).json().get("count").asInt()).isEqualTo(3);
		assertThat(
				application.post("/actuator/queues/parcels/stop-redrive", Map.of()).json().get("stopped").asBoolean())
			.isTrue();
	}

	private static JsonNode awaitJob(EndpointApplication application, Predicate<JsonNode> condition) {
		return Awaitility.await().until(() -> application.get(BASE + "/jobs").json().at("/jobs/0"), condition);
	}

	@Configuration(proxyBeanMethods = false)
	@Import(EndpointApplication.Open.class)
	static class Audited {

		final List<AuditEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void on(AuditApplicationEvent event) {
			if (event.getAuditEvent().getType().startsWith("QUEUES_")) {
				this.events.add(event.getAuditEvent());
			}
		}

	}

}
