package io.github.redisqueues.integration;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import io.github.redisqueues.integration.EndpointApplication.Answer;
import io.github.redisqueues.queue.RedisQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the endpoint refuses, and what it says then, with Spring MVC and WebFlux.
 */
@TestInstance(Lifecycle.PER_CLASS)
class EndpointRefusalTests {

	private static final String BASE = "/actuator/queues";

	private final Map<WebApplicationType, EndpointApplication> applications = new EnumMap<>(WebApplicationType.class);

	@BeforeAll
	void start() {
		for (WebApplicationType type : List.of(WebApplicationType.SERVLET, WebApplicationType.REACTIVE)) {
			this.applications.put(type,
					EndpointApplication.start(UUID.randomUUID().toString(), type, EndpointApplication.Open.class,
							"queues.instances.texts.payload-type=java.lang.String",
							"management.endpoint.queues.access=unrestricted",
							"management.endpoint.queues.show-payloads=always"));
		}
	}

	@AfterAll
	void stop() {
		this.applications.values().forEach(EndpointApplication::close);
	}

	private EndpointApplication application(WebApplicationType type) {
		return Objects.requireNonNull(this.applications.get(type));
	}

	private static void requireRefused(Answer answer, String text) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(400);
		assertThat(answer.json().path("error").asString("")).contains(text);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void whatWouldChangeNothingIsRefused(WebApplicationType type) {
		EndpointApplication application = application(type);
		RedisQueue<String> texts = application.queue("texts");
		for (String operation : List.of("pause", "pause-sending")) {
			requireRefused(application.post(BASE + "/texts/" + operation, Map.of("until", "2020-01-01T00:00:00Z")),
					"until must be in the future");
		}
		requireRefused(application.post(BASE + "/texts/limits", Map.of()), "capacity, maxInFlight or rate");
		assertThat(texts.isPaused()).isFalse();
		assertThat(application.post(BASE + "/texts/pause", Map.of("until", "2999-01-01T00:00:00Z")).status())
			.isEqualTo(200);
		assertThat(texts.isPaused()).isTrue();
		texts.resume();
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void aWrongParameterIsNamed(WebApplicationType type) {
		EndpointApplication application = application(type);
		requireRefused(application.post(BASE + "/texts/pause", Map.of("duration", "soon")),
				"duration must be a duration");
		requireRefused(application.post(BASE + "/texts/pause", Map.of("until", "later")), "until must be a moment");
		requireRefused(application.post(BASE + "/texts/redrive", Map.of("max", "many")), "max must be a whole number");
		requireRefused(application.post(BASE + "/texts/limits", Map.of("capacity", "big")), "capacity must be");
		requireRefused(application.post(BASE + "/texts/limits", Map.of("maxInFlight", "x")), "maxInFlight must be");
		requireRefused(application.post(BASE + "/texts/start-redrive", Map.of("dryRun", "perhaps")),
				"dryRun must be true");
		requireRefused(application.post(BASE + "/texts/start-redrive", Map.of("maxFailureRatio", "half")),
				"maxFailureRatio must be a number");
		requireRefused(application.post(BASE + "/texts/cancel", Map.of("id", "a", "interrupt", "so-so")),
				"interrupt must");
		requireRefused(application.get(BASE + "/texts/messages?limit=all"), "limit must be a whole number");
		requireRefused(application.get(BASE + "/texts/messages?offset=first"), "offset must be a whole number");
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void whatIsBelowAListIsNotFound(WebApplicationType type) {
		for (String path : List.of("/listeners/x/y", "/listeners/x", "/schedules/x", "/topics/x")) {
			assertThat(application(type).get(BASE + path).status()).as(path).isEqualTo(404);
		}
		assertThat(application(type).get(BASE + "/listeners").status()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void anExportWithAByteOrderMarkIsImported(WebApplicationType type) {
		EndpointApplication application = application(type);
		RedisQueue<String> texts = application.queue("texts");
		texts.purge();
		texts.send("a");
		String live = "\uFEFF" + application.get(BASE + "/texts/export").body();
		texts.receive().orElseThrow().reject("bad");
		String dead = "\uFEFF" + application.get(BASE + "/texts/export?state=dead").body();
		texts.deadLetters().purge();
		for (String lines : List.of(live, dead)) {
			Answer answer = application.post(BASE + "/texts/import", Map.of("lines", lines));
			assertThat(answer.body()).contains("\"added\":1");
			assertThat(texts.purge() + texts.deadLetters().purge()).isEqualTo(1);
		}
	}

}
