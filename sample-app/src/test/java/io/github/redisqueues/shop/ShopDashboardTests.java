package io.github.redisqueues.shop;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The commands of "Try it with the shop" in docs/operations.md.
 */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "shop.opening-run=false", "shop.parcel-time=0", "queues.instances.parcels.max-attempts=2",
				"queues.instances.unpaid.delay=1m", "queues.monitor.refresh=1s" })
class ShopDashboardTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final String PARCELS = "/actuator/queues/parcels";

	private RestTestClient shop;

	@BeforeEach
	void connect(@LocalServerPort int port) {
		this.shop = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	@Test
	void leadsToThePage() {
		this.shop.get()
			.uri("/")
			.exchange()
			.expectStatus()
			.isFound()
			.expectHeader()
			.value("Location", (location) -> assertThat(location).endsWith("/actuator/queuesdashboard"));
		assertThat(get("/actuator/queuesdashboard")).contains("dashboard.js");
	}

	/**
	 * Breaks the carrier, reads why nothing moves, mends it, and redrives the dead
	 * letters step by step.
	 */
	@Test
	void tellsWhyNothingMovesAndRedrives(CapturedOutput output) {
		post("/carrier/break", "");
		for (int i = 0; i < 3; i++) {
			orderAndPay("walk-" + i);
		}
		await(PARCELS + "/diagnosis", "\"verdict\":\"failing\"", "the carrier does not answer");
		await(PARCELS, "\"dead\":3");
		String letter = get(PARCELS + "/messages?state=dead&search=walk-1");
		assertThat(letter).contains("\"id\":\"walk-1\"", "the carrier does not answer").doesNotContain("walk-2");
		assertThat(get(PARCELS + "/messages/walk-1")).contains("\"traceId\":\"" + traceId(letter) + "\"");
		await("/actuator/metrics/queues.messages?tag=queue:parcels&tag=state:dead", "\"value\":3");
		await("/actuator/metrics/queues.process?tag=queues.listener.id:carrier.handOver&tag=queues.outcome:retried",
				"{\"statistic\":\"COUNT\",\"value\":3");
		post("/carrier/mend", "");
		post(PARCELS + "/start-redrive", "{\"all\": true}");
		await(PARCELS + "/jobs", "\"state\":\"finished\"", "\"redriven\":3", "\"handled\":3");
		await(PARCELS, "\"dead\":0", "\"ready\":0", "\"inFlight\":0");
		// The first attempt may be logged before the request that led to it
		assertThat(linesOfTrace(output, traceId(letter))).satisfiesExactlyInAnyOrder(
				(line) -> assertThat(line).contains("Order 'walk-1' was paid"),
				(line) -> assertThat(line).contains("did not take the parcel of order 'walk-1' at attempt 1"),
				(line) -> assertThat(line).contains("did not take the parcel of order 'walk-1' at attempt 2"),
				(line) -> assertThat(line).contains("is now a dead letter"),
				(line) -> assertThat(line).contains("took the parcel of order 'walk-1' in the end"));
	}

	private static String traceId(String letter) {
		return letter.replaceAll("(?s).*\"traceId\":\"([0-9a-f]{32})\".*", "$1");
	}

	private static List<String> linesOfTrace(CapturedOutput output, String traceId) {
		return output.getAll().lines().filter((line) -> line.contains("[" + traceId + "]")).toList();
	}

	@Test
	void hasMetrics() {
		await("/actuator/prometheus", "queues_process_", "queues_messages{");
	}

	private void orderAndPay(String id) {
		post("/orders", """
				{"id":"%s","customer":"me","sku":"mug","quantity":1}""".formatted(id));
		await("/orders/" + id, "RESERVED");
		post("/orders/" + id + "/payment", "");
	}

	private void post(String uri, String body) {
		this.shop.post()
			.uri(uri)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange()
			.expectStatus()
			.is2xxSuccessful();
	}

	private String get(String uri) {
		byte[] body = this.shop.get()
			.uri(uri)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.returnResult()
			.getResponseBody();
		return (body != null) ? new String(body, StandardCharsets.UTF_8) : "";
	}

	private void await(String uri, String... texts) {
		Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(get(uri)).contains(texts));
	}

}
