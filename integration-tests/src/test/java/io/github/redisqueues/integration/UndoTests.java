package io.github.redisqueues.integration;

import java.io.IOException;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.redisqueues.integration.EndpointApplication.Answer;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.LimitChange;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Exports and imports over HTTP, with Spring MVC and WebFlux.
 */
@TestInstance(Lifecycle.PER_CLASS)
class UndoTests {

	private static final String ORDERS = "/actuator/queues/orders";

	private final Map<WebApplicationType, EndpointApplication> applications = new EnumMap<>(WebApplicationType.class);

	private final Map<WebApplicationType, EndpointApplication> hiding = new EnumMap<>(WebApplicationType.class);

	@BeforeAll
	void start() {
		for (WebApplicationType type : List.of(WebApplicationType.SERVLET, WebApplicationType.REACTIVE)) {
			this.applications.put(type, start(type, "management.endpoint.queues.access=unrestricted",
					"management.endpoint.queues.show-payloads=always"));
			this.hiding.put(type, start(type));
		}
	}

	private static EndpointApplication start(WebApplicationType type, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.addAll(List.of("queues.instances.orders.payload-type=" + Order.class.getName(),
				"queues.instances.texts.payload-type=java.lang.String", "queues.instances.binary.payload-type=byte[]"));
		return EndpointApplication.start(UUID.randomUUID().toString(), type, Shop.class, all.toArray(String[]::new));
	}

	@AfterAll
	void stop() {
		this.applications.values().forEach(EndpointApplication::close);
		this.hiding.values().forEach(EndpointApplication::close);
	}

	private EndpointApplication application(WebApplicationType type) {
		EndpointApplication application = Objects.requireNonNull(this.applications.get(type));
		for (String name : List.of("orders", "texts", "binary")) {
			application.queue(name).purge();
			application.queue(name).deadLetters().purge();
		}
		application.context().getBean(Shop.class).audit.clear();
		return application;
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void addsDeadLettersThatWereExportedAndDeleted(WebApplicationType type) throws Exception {
		EndpointApplication application = application(type);
		RedisQueue<Order> orders = application.queue("orders");
		orders.sendAll(IntStream.range(0, 250).mapToObj((i) -> new Order("größe " + i, "")).toList(),
				SendOptions.defaults().header("customer", "Ann"));
		orders.receive(250, Duration.ZERO).forEach((delivery) -> delivery.reject("no stock"));
		List<String> ids = orders.deadLetters().browse(0, 1_000).stream().map(DeadLetter::id).toList();
		HttpResponse<String> export = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(application.uri(ORDERS + "/export?state=dead"))
				.header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
				.build(), HttpResponse.BodyHandlers.ofString());
		assertThat(export.statusCode()).isEqualTo(200);
		assertThat(export.headers().firstValue("Content-Type")).get().asString().startsWith("application/x-ndjson");
		assertThat(export.headers().firstValueAsLong("Content-Length")).isPresent();
		try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
			assertThat(files.filter((file) -> file.getFileName().toString().startsWith("queues-export-"))).isEmpty();
		}
		assertThat(export.body().lines()).hasSize(250).allMatch((line) -> line.contains("\"customer\":\"Ann\""));
		assertThat(application.post(ORDERS + "/purge-dead", Map.of()).json().get("count").asInt()).isEqualTo(250);
		Answer answer = application.post(ORDERS + "/import", Map.of("lines", export.body()));
		assertThat(answer.json().get("added").asInt()).isEqualTo(250);
		assertThat(answer.json().get("known").asInt()).isZero();
		assertThat(orders.deadLetters().browse(0, 1_000)).extracting(DeadLetter::id)
			.containsExactlyInAnyOrderElementsOf(ids);
		assertThat(orders.deadLetters().browse(0, 1).get(0).payload().id()).startsWith("größe");
		assertThat(application.post(ORDERS + "/import", Map.of("lines", export.body())).json().get("added").asInt())
			.as("a repeated import adds nothing")
			.isZero();
		List<AuditEvent> audit = application.context().getBean(Shop.class).audit;
		assertThat(audit).extracting(AuditEvent::getType)
			.containsExactly("QUEUES_PURGE_DEAD", "QUEUES_IMPORT", "QUEUES_IMPORT");
		assertThat(audit.get(1).getData()).containsEntry("lines", 250L);
		assertThat(audit.toString()).as("payloads are not logged").doesNotContain("stored", "größe");
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void sendsMessagesAgainThatWereExportedAndPurged(WebApplicationType type) {
		EndpointApplication application = application(type);
		RedisQueue<String> texts = application.queue("texts");
		texts.sendAll(List.of("a", "b"));
		texts.send("c", SendOptions.defaults().delay(Duration.ofHours(1)));
		String lines = application.get("/actuator/queues/texts/export").body();
		assertThat(application.post("/actuator/queues/texts/purge", Map.of()).json().get("count").asInt()).isEqualTo(3);
		texts.limits().change(LimitChange.none().capacity(2));
		Answer full = application.post("/actuator/queues/texts/import", Map.of("lines", lines));
		assertThat(full.status()).isEqualTo(409);
		assertThat(full.json().get("error").asString()).startsWith("2 messages were added, ");
		texts.limits().withdraw();
		Answer rest = application.post("/actuator/queues/texts/import", Map.of("lines", lines));
		assertThat(rest.json().get("added").asInt()).isEqualTo(1);
		assertThat(rest.json().get("known").asInt()).isEqualTo(2);
		assertThat(texts.stats().delayed()).isEqualTo(1);
		assertThat(texts.poll(10)).containsExactly("a", "b");
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void exportsNothingThatIsHidden(WebApplicationType type) {
		EndpointApplication application = application(type);
		RedisQueue<Order> orders = application.queue("orders");
		orders.send(new Order("1", "a secret"));
		orders.receive().orElseThrow().reject("bad");
		Answer refused = application.get(ORDERS + "/export?state=dead");
		assertThat(refused.status()).isEqualTo(403);
		assertThat(refused.json().get("error").asString()).contains("SanitizingFunction").doesNotContain("a secret");
		RedisQueue<String> texts = application.queue("texts");
		texts.send("a", SendOptions.defaults().header("password", "a secret"));
		texts.receive().orElseThrow().reject("bad");
		assertThat(application.get("/actuator/queues/texts/export?state=dead").status()).isEqualTo(403);
		EndpointApplication closed = Objects.requireNonNull(this.hiding.get(type));
		Answer hidden = closed.get(ORDERS + "/export?state=dead");
		assertThat(hidden.status()).isEqualTo(403);
		assertThat(hidden.json().get("error").asString()).contains("management.endpoint.queues.show-payloads");
		assertThat(closed.post(ORDERS + "/import", Map.of("lines", "")).status()).isIn(404, 405);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void exportsNoPayloadThatTheViewCannotShow(WebApplicationType type) {
		EndpointApplication application = application(type);
		RedisQueue<byte[]> binary = application.queue("binary");
		String export = "/actuator/queues/binary/export";
		binary.send("only text".getBytes(StandardCharsets.UTF_8));
		assertThat(application.get(export).status()).isEqualTo(200);
		for (byte[] unseen : List.of("\0{\"password\":\"a secret\"}".getBytes(StandardCharsets.UTF_8),
				"{\"password\":\"a secret\"}\u00ff".getBytes(StandardCharsets.ISO_8859_1), new byte[100_000])) {
			binary.purge();
			binary.send(unseen);
			Answer refused = application.get(export);
			assertThat(refused.status()).isEqualTo(403);
			assertThat(refused.json().get("error").asString()).contains("SanitizingFunction", "Export in code");
		}
		RedisQueue<String> texts = application.queue("texts");
		texts.send("x".repeat(100_000));
		assertThat(application.get("/actuator/queues/texts/export").status()).isEqualTo(403);
	}

	@ParameterizedTest
	@CsvSource({ "SERVLET, 2000000", "REACTIVE, 180000" })
	void importsALargeMessage(WebApplicationType type, int length) throws IOException {
		EndpointApplication application = application(type);
		RedisQueue<String> texts = application.queue("texts");
		String large = "x".repeat(length);
		texts.send(large);
		StringWriter lines = new StringWriter();
		texts.exportTo(lines);
		texts.purge();
		Answer answer = application.post("/actuator/queues/texts/import", Map.of("lines", lines + "\n"));
		assertThat(answer.json().get("added").asInt()).isEqualTo(1);
		assertThat(texts.poll()).contains(large);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void saysWhatIsWrongWithAnImport(WebApplicationType type) {
		EndpointApplication application = application(type);
		assertThat(application.post(ORDERS + "/import", Map.of()).status()).isEqualTo(400);
		Answer wrong = application.post(ORDERS + "/import", Map.of("lines", "\nnonsense"));
		assertThat(wrong.status()).isEqualTo(400);
		assertThat(wrong.json().get("error").asString()).startsWith("The first line is not JSON");
		Answer half = application.post(ORDERS + "/import", Map.of("lines", "\n{\"id\":\"a\",\"diedAt\":\"now\"}"));
		assertThat(half.json().get("error").asString()).startsWith("Line 2 ");
		assertThat(application.get(ORDERS + "/export?state=wrong").status()).isEqualTo(400);
		assertThat(application.post("/actuator/queues/texts/import", Map.of("lines", "")).json().get("added").asInt())
			.isZero();
		if (type == WebApplicationType.SERVLET) {
			// WebFlux takes 256 KB unless it is told otherwise
			Answer tooLarge = application.post(ORDERS + "/import", Map.of("lines", " ".repeat(1_000_001)));
			assertThat(tooLarge.json().get("error").asString()).contains("1000000 characters");
		}
	}

	record Order(String id, String password) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Shop extends EndpointApplication.Open {

		private final List<AuditEvent> audit = new CopyOnWriteArrayList<>();

		@EventListener
		void on(AuditApplicationEvent event) {
			this.audit.add(event.getAuditEvent());
		}

		@Bean
		static SanitizingFunction passwords() {
			return (data) -> (data.getKey().contains("password") && String.valueOf(data.getValue()).contains("secret"))
					? data.withSanitizedValue() : data;
		}

	}

}
