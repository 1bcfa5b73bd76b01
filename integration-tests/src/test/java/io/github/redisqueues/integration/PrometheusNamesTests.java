package io.github.redisqueues.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The alert rules and the dashboard name what an application exports to Prometheus.
 */
class PrometheusNamesTests {

	private static final Path DOCS = Path.of("..", "docs");

	private static final Pattern SERIES = Pattern.compile("(queues_\\w+)(?:\\{([^}]*)\\})?");

	private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|=|!=|!~)\\s*\"([^\"]*)\"");

	private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");

	/**
	 * The exported series: labels and their values by name.
	 */
	private static final Map<String, Map<String, Set<String>>> EXPORTED = new TreeMap<>();

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void run() {
		application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties(RedisTestServer.shared().properties())
			.properties("spring.main.banner-mode=off", "queues.namespace=queues:p" + UUID.randomUUID(),
					"queues.instances.orders.payload-type=java.lang.String", "queues.monitor.refresh=1s",
					"queues.instances.orders.schedules.beat.every=1s",
					"queues.instances.orders.schedules.beat.payload=tick")
			.run();
		PrometheusMeterRegistry registry = application.getBean(PrometheusMeterRegistry.class);
		application.getBean("orders", RedisQueue.class).send("a");
		application.getBean(DistributedLocks.class).acquire("stock").release();
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> registry.scrape(),
					(text) -> text.contains("queues_schedule_ticks_total") && text.contains("queues_process")
							&& text.matches("(?s).*queues_messages\\{[^}]*state=\"ready\"[^}]*\\} [0-9].*"));
		registry.scrape().lines().filter((line) -> line.startsWith("queues_")).forEach((line) -> {
			Matcher series = SERIES.matcher(line);
			assertThat(series.find()).isTrue();
			Map<String, Set<String>> labels = EXPORTED.computeIfAbsent(series.group(1), (name) -> new TreeMap<>());
			Matcher label = LABEL.matcher(String.valueOf(series.group(2)));
			while (label.find()) {
				labels.computeIfAbsent(label.group(1), (name) -> new TreeSet<>()).add(label.group(2));
			}
		});
	}

	@AfterAll
	static void close() {
		application.close();
	}

	@Test
	@SuppressWarnings("unchecked")
	void theRulesAreRules() throws IOException {
		Map<String, Object> rules = new Yaml().load(Files.readString(DOCS.resolve("prometheus-alerts.yml")));
		Map<String, Object> group = ((Iterable<Map<String, Object>>) Objects.requireNonNull(rules.get("groups")))
			.iterator()
			.next();
		assertThat((Iterable<Map<String, Object>>) group.get("rules")).hasSizeGreaterThan(5).allSatisfy((rule) -> {
			assertThat(rule).containsKeys("alert", "expr", "labels", "annotations");
			requireExported(String.valueOf(rule.get("expr")));
		});
	}

	@Test
	void theDashboardIsOne() throws IOException {
		JsonNode dashboard = new JsonMapper().readTree(Files.readString(DOCS.resolve("grafana-dashboard.json")));
		assertThat(dashboard.get("panels").size()).isGreaterThan(5);
		for (JsonNode panel : dashboard.get("panels")) {
			for (JsonNode target : panel.get("targets")) {
				requireExported(target.get("expr").asString());
			}
		}
	}

	/**
	 * The gauges of queues are NaN while Redis does not answer. To {@code absent} a NaN
	 * is present, and one NaN in a range makes the slope of it NaN.
	 */
	@Test
	void whatLooksForAbsenceOrAtARangeLeavesNaNOut() throws IOException {
		for (String file : List.of("prometheus-alerts.yml", "grafana-dashboard.json")) {
			assertThat(Files.readString(DOCS.resolve(file))).as(file)
				.doesNotContainPattern("absent(_over_time)?\\(\\s*queues_\\w+(\\{[^}]*\\})?\\s*[)\\[]")
				.doesNotContainPattern("queues_(messages|oldest_age_seconds)(\\{[^}]*\\})?\\s*\\[");
		}
		assertThat(Files.readString(DOCS.resolve("prometheus-alerts.yml")))
			.contains("absent(queues_messages{state=\"ready\"} >= 0)");
	}

	private static void requireExported(String expression) {
		Set<String> labels = new LinkedHashSet<>();
		Matcher series = SERIES.matcher(expression);
		while (series.find()) {
			assertThat(EXPORTED).as(expression).containsKey(series.group(1));
			Map<String, Set<String>> exported = Objects.requireNonNull(EXPORTED.get(series.group(1)));
			labels.addAll(exported.keySet());
			Matcher label = LABEL.matcher(String.valueOf(series.group(2)));
			while (label.find()) {
				assertThat(exported).as(expression).containsKey(label.group(1));
				if (!label.group(2).startsWith("$")) {
					assertThat(exported.get(label.group(1))).as(expression)
						.containsAll(Arrays.asList(label.group(2).split("\\|")));
				}
			}
		}
		Matcher grouping = GROUPING.matcher(expression);
		while (grouping.find()) {
			assertThat(labels).as(expression)
				.containsAll(
						Arrays.stream(grouping.group(1).split(",")).map(String::strip).collect(Collectors.toSet()));
		}
		assertThat(labels).as(expression).isNotEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "queues_no_such_total", "sum by (colour) (queues_messages)",
			"queues_messages{state=\"lost\"}", "queues_messages{colour=\"red\"}" })
	void whatIsNotExportedIsFound(String expression) {
		assertThat(failureOf(expression)).isInstanceOf(AssertionError.class);
	}

	private static Throwable failureOf(String expression) {
		try {
			requireExported(expression);
		}
		catch (AssertionError ex) {
			return ex;
		}
		return new IllegalStateException("'" + expression + "' was accepted");
	}

	/**
	 * An application that is exported to Prometheus.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Handler handler() {
			return new Handler();
		}

	}

	/**
	 * Handles orders.
	 */
	static class Handler {

		@QueueListener("orders")
		void handle(String order) {
			assertThat(order).isNotEmpty();
		}

	}

}
