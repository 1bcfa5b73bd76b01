package io.github.redisqueues.integration;

import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.RedisQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Exports and imports on the page, in a real browser.
 */
@EnabledIf("io.github.redisqueues.integration.Browser#isInstalled")
@TestInstance(Lifecycle.PER_CLASS)
class DashboardUndoTests {

	private static final String PAGE = "/actuator/queuesdashboard#/queues/orders";

	private EndpointApplication application;

	private Browser browser;

	@BeforeAll
	void start() {
		this.application = EndpointApplication.start(UUID.randomUUID().toString(), WebApplicationType.SERVLET,
				EndpointApplication.Open.class, "queues.instances.orders.payload-type=java.lang.String",
				"queues.instances.orders.max-attempts=1", "management.endpoint.queues.access=unrestricted",
				"management.endpoint.queues.show-payloads=always");
		this.browser = Browser.start(1280, 900);
	}

	@AfterAll
	void stop() {
		this.browser.close();
		this.application.close();
	}

	@Test
	void exportsDeadLettersBeforeTheyAreDeletedAndImportsThem(@TempDir Path folder) throws Exception {
		RedisQueue<String> orders = this.application.queue("orders");
		// More than the page sends at a time
		String large = "ä".repeat(1_000);
		for (int i = 0; i < 60; i++) {
			orders.send(large + i);
			orders.receive().orElseThrow().reject("no stock");
		}
		this.browser.open(this.application, PAGE + "?state=dead");
		this.browser.click("main button", "Delete all dead letters");
		WebElement dialog = this.browser.await("dialog[open]", "Delete all 60 dead letters of \"orders\"?");
		WebElement link = dialog.findElement(By.linkText("Export all dead letters first"));
		assertThat(link.getDomAttribute("download")).isEqualTo("orders-dead.jsonl");
		String address = String.valueOf(link.getDomProperty("href"));
		Path file = Files.writeString(folder.resolve("orders-dead.jsonl"),
				this.application.get(address.substring(this.application.uri("").toString().length())).body());
		this.browser.click("dialog button", "Delete all dead letters");
		this.browser.await("main", "There are none.");
		assertThat(orders.stats().dead()).isZero();
		this.browser.click("main button", "Import");
		assertThat(this.browser.await("dialog[open]", "Add messages of an export").getText()).contains("jq -Rs");
		this.browser.driver().findElement(By.name("file")).sendKeys(file.toString());
		this.browser.click("dialog button", "Import");
		this.browser.await("[role=status]", "60 messages added, 0 left out.");
		assertThat(orders.deadLetters().browse(0, 100)).hasSize(60)
			.extracting(DeadLetter::payload)
			.contains(large + 0, large + 59);
		Files.writeString(file, "nonsense\n");
		this.browser.click("main button", "Import");
		this.browser.driver().findElement(By.name("file")).sendKeys(file.toString());
		this.browser.click("dialog button", "Import");
		this.browser.await("dialog .failure", "The first line is not JSON");
		this.browser.click("dialog button", "Cancel");
	}

	@Test
	void saysWhatToDoWithAMessageThatIsTooLargeForWebFlux(@TempDir Path folder) throws Exception {
		try (EndpointApplication webFlux = EndpointApplication.start(UUID.randomUUID().toString(),
				WebApplicationType.REACTIVE, EndpointApplication.Open.class,
				"queues.instances.orders.payload-type=java.lang.String",
				"management.endpoint.queues.access=unrestricted")) {
			RedisQueue<String> orders = webFlux.queue("orders");
			orders.send("small");
			orders.send("x".repeat(300_000));
			Path file = folder.resolve("orders.jsonl");
			try (Writer writer = Files.newBufferedWriter(file)) {
				orders.exportTo(writer);
			}
			orders.purge();
			this.browser.open(webFlux, PAGE);
			this.browser.click("main button", "Import");
			this.browser.await("dialog[open]", "A message of more than about 190 KB");
			this.browser.driver().findElement(By.name("file")).sendKeys(file.toString());
			this.browser.click("dialog button", "Import");
			String failure = this.browser.await("dialog .failure", "Line 2 ").getText();
			assertThat(failure).contains("spring.http.codecs.max-in-memory-size", "importFrom",
					"1 messages were added");
			assertThat(orders.size()).isEqualTo(1);
			this.browser.click("dialog button", "Cancel");
		}
	}

	@Test
	void exportsMessagesBeforeTheyArePurgedOrCancelled() {
		RedisQueue<String> orders = this.application.queue("orders");
		orders.purge();
		orders.send("a");
		this.browser.open(this.application, "/actuator/health");
		this.browser.open(this.application, PAGE);
		for (String button : List.of("Cancel", "Purge")) {
			this.browser.await("td", "B");
			this.browser.click("main button", button);
			this.browser.await("dialog[open] a", "Export all ready and delayed messages first");
			this.browser.driver().findElement(By.cssSelector("dialog button[type=button]")).click();
		}
		assertThat(orders.size()).isEqualTo(1);
	}

}
