package io.github.redisqueues.integration;

import java.util.List;
import java.util.UUID;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedriveJob;
import io.github.redisqueues.queue.RedriveJob.State;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Redrives dead letters step by step on the page.
 */
@EnabledIf("io.github.redisqueues.integration.Browser#isInstalled")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardRedriveTests {

	private static final String PAGE = "/actuator/queuesdashboard#/queues/orders?state=dead";

	private EndpointApplication application;

	private Browser browser;

	@BeforeAll
	void start() {
		this.application = EndpointApplication.start(UUID.randomUUID().toString(), WebApplicationType.SERVLET,
				EndpointApplication.Open.class, "queues.instances.orders.payload-type=java.lang.String",
				"management.endpoint.queues.access=unrestricted");
		this.browser = Browser.start(1280, 900);
	}

	@AfterAll
	void stop() {
		this.browser.close();
		this.application.close();
	}

	@Test
	void asksWithFilterAndCountWatchesAndStops() {
		RedisQueue<String> orders = this.application.queue("orders");
		for (int i = 0; i < 30; i++) {
			orders.send("a");
			orders.receive().orElseThrow().reject((i < 27) ? "<b>no stock</b>" : "closed");
		}
		this.browser.open(this.application, PAGE);
		this.browser.click("main tr button", "Redrive these");
		WebElement dialog = this.browser.await("dialog[open]", "Redrive 27 dead letters of \"orders\"");
		assertThat(dialog.getText()).contains("<b>no stock</b>", "one, then ten more");
		WebElement max = this.browser.driver().findElement(By.name("max"));
		max.sendKeys("20");
		String command = dialog.findElement(By.tagName("pre")).getText();
		assertThat(command).contains("/actuator/queues/orders/start-redrive", "\"fingerprint\":\"", "\"rate\":\"10/s\"",
				"\"maxFailureRatio\":0.1", "\"max\":20");
		this.browser.screenshot("redrive-dialog");
		WebElement ratio = this.browser.driver().findElement(By.name("maxFailureRatio"));
		for (String wrong : List.of("0,01", "ten", "1.5", " ")) {
			ratio.clear();
			ratio.sendKeys(wrong);
			this.browser.await("dialog .failure", "a number from 0 to 1");
			this.browser.click("dialog button", "Redrive step by step");
			this.browser.await("dialog .failure", "a number from 0 to 1");
			assertThat(orders.deadLetters().redriveJobs()).isEmpty();
		}
		ratio.clear();
		ratio.sendKeys("0.01");
		this.browser.await("dialog pre", "\"maxFailureRatio\":0.01");
		this.browser.click("dialog button", "Redrive step by step");
		this.browser.await("tr", "tries one");
		assertThat(orders.poll(10)).hasSize(1);
		this.browser.await("tr", "tries ten more");
		this.browser.await("tr", "11 of 20");
		this.browser.screenshot("redrive-progress");
		this.browser.click("main button", "Redrive all");
		this.browser.await("dialog[open]", "Redrive 19 dead letters of \"orders\":");
		this.browser.click("dialog button", "Redrive step by step");
		this.browser.await("dialog .failure", "No job was started");
		this.browser.click("dialog button", "Cancel");
		this.browser.click("main tr button", "Stop");
		this.browser.await("dialog[open]", "after 11 of 20 messages");
		this.browser.driver().findElement(By.name("reason")).sendKeys("wrong group");
		this.browser.click("dialog button", "Stop the redrive");
		this.browser.await("tr", "stopped: stopped by anonymous: wrong group");
		RedriveJob job = orders.deadLetters().redriveJobs().get(0);
		assertThat(job.redriven()).isEqualTo(11);
		assertThat(job.handled()).isEqualTo(1);
		orders.poll(100);
		this.browser.click("main button", "Redrive all");
		this.browser.click("dialog[open] button", "Redrive step by step");
		Awaitility.await().until(() -> {
			orders.poll(100);
			return orders.deadLetters().redriveJobs().get(0).state() == State.FINISHED;
		});
		this.browser.await("tr", "finished");
		this.browser.await("main", "There are none.");
		assertThat(this.browser.log()).filteredOn((line) -> !line.contains("409")).isEmpty();
	}

}
