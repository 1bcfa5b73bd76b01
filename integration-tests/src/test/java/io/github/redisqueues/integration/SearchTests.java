package io.github.redisqueues.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * In what a search of messages looks.
 */
@TestInstance(Lifecycle.PER_CLASS)
class SearchTests {

	private EndpointApplication application;

	private EndpointApplication hiding;

	@BeforeAll
	void start() {
		this.application = start("management.endpoint.queues.show-payloads=always");
		this.hiding = start("management.endpoint.queues.show-payloads=never");
	}

	private static EndpointApplication start(String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.addAll(List.of("queues.instances.orders.payload-type=java.lang.String",
				"queues.instances.orders.max-attempts=1"));
		EndpointApplication application = EndpointApplication.start(UUID.randomUUID().toString(),
				WebApplicationType.SERVLET, Shop.class, all.toArray(String[]::new));
		RedisQueue<String> orders = application.queue("orders");
		orders.send("for Ann", SendOptions.defaults().id("order-1").group("north").header("Tenant", "Acme"));
		orders.send("for Bob", SendOptions.defaults().id("order-2").group("south"));
		Awaitility.await().until(() -> orders.deadLetters().size() == 2);
		return application;
	}

	@AfterAll
	void stop() {
		this.application.close();
		this.hiding.close();
	}

	private static List<String> search(EndpointApplication application, String text) {
		List<String> found = new ArrayList<>();
		application.get("/actuator/queues/orders/messages?state=dead&search=" + text)
			.json()
			.get("messages")
			.forEach((message) -> found.add(message.get("id").asString()));
		return found;
	}

	@ParameterizedTest
	@ValueSource(strings = { "order-1", "ORDER-1", "for%20ann", "north", "tenant", "acme", "no%20stock%20for%20Ann" })
	void findsWhatAReaderSeesOfAMessage(String text) {
		assertThat(search(this.application, text)).containsExactly("order-1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "IllegalStateException", "out%20of%20reach", "order-" })
	void findsTheExceptionsOfTheReason(String text) {
		assertThat(search(this.application, text)).containsExactlyInAnyOrder("order-1", "order-2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "SearchTests.java", "invoke", "at%20io.github", "warehouse" })
	void doesNotFindStackFrames(String text) {
		assertThat(this.application.get("/actuator/queues/orders/messages?state=dead").json().toString())
			.as("they are in the reason")
			.contains("SearchTests.java", "warehouse");
		assertThat(search(this.application, text)).isEmpty();
	}

	@Test
	void findsNothingInWhatIsHidden() {
		assertThat(search(this.hiding, "for%20Bob,")).isEmpty();
		assertThat(search(this.hiding, "acme")).isEmpty();
		assertThat(search(this.hiding, "order-2")).containsExactly("order-2");
		assertThat(search(this.hiding, "tenant")).as("names of headers are shown").containsExactly("order-1");
	}

	@Configuration(proxyBeanMethods = false)
	static class Shop extends EndpointApplication.Open {

		@Bean
		Orders worker() {
			return new Orders();
		}

	}

	static class Orders {

		@QueueListener("orders")
		void on(String order) {
			warehouse(order);
		}

		private void warehouse(String order) {
			throw new IllegalStateException("no stock " + order, new IllegalArgumentException("out of reach"));
		}

	}

}
