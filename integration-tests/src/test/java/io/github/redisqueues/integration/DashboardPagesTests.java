package io.github.redisqueues.integration;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.WebDriverWait;

import org.springframework.boot.WebApplicationType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The pages of the dashboard by their addresses, and how they fill the screen.
 */
@EnabledIf("io.github.redisqueues.integration.Browser#isInstalled")
@TestInstance(Lifecycle.PER_CLASS)
class DashboardPagesTests {

	private static final String PAGE = "/actuator/queuesdashboard";

	private EndpointApplication application;

	private Browser browser;

	@BeforeAll
	void start() {
		this.application = EndpointApplication.start(UUID.randomUUID().toString(), WebApplicationType.SERVLET,
				EndpointApplication.Open.class, "queues.instances.texts.payload-type=java.lang.String",
				"queues.monitor.refresh=1s", "management.endpoint.queues.access=unrestricted");
		this.browser = Browser.start(1280, 900);
	}

	@AfterAll
	void stop() {
		this.browser.close();
		this.application.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "#/queues/100%", "#/%E0%A4%A", "#/queues/texts/%", "#/constructor", "#/queues" })
	void saysThatThereIsNoSuchPageAndGoesOn(String address) {
		this.browser.open(this.application, "/actuator/health");
		this.browser.driver().get(this.application.uri(PAGE) + address);
		this.browser.await("main", "no such page");
		awaitNextReading();
		this.browser.click("main a", "All queues");
		this.browser.await(".tile", "texts");
		this.browser.driver().executeScript("location.hash = arguments[0]", address);
		this.browser.await("main", "no such page");
		awaitNextReading();
		assertThat(this.browser.log()).isEmpty();
	}

	private void awaitNextReading() {
		String before = this.browser.await("#status", "As of").getText();
		new WebDriverWait(this.browser.driver(), java.time.Duration.ofSeconds(20))
			.until((driver) -> !driver.findElement(By.id("status")).getText().equals(before));
	}

	@Test
	void asksAgainWhenAPageFails() {
		this.browser.open(this.application, "/actuator/health");
		this.browser.open(this.application, PAGE);
		this.browser.await(".tile", "texts");
		this.browser.driver()
			.executeScript("const main = document.getElementById('main'); let left = 2;"
					+ " main.replaceChildren = () => { if (--left === 0) { delete main.replaceChildren; }"
					+ " throw new Error('broken page'); };" + " location.hash = '#/locks'");
		this.browser.await("main h1", "Locks");
		awaitNextReading();
		assertThat(this.browser.log()).isNotEmpty();
	}

	@Test
	void showsAndReleasesALockByItsKey() {
		DistributedLocks locks = this.application.context().getBean(DistributedLocks.class);
		LockHandle handle = locks.acquire("stock", LockOptions.defaults().keys("shelf 7/b"));
		this.browser.open(this.application, "/actuator/health");
		this.browser.open(this.application, PAGE + "#/locks");
		this.browser.await("main form input[name=name]", "").sendKeys("stock");
		this.browser.await("main form input[name=key]", "").sendKeys("shelf 7/b");
		this.browser.click("main form button", "Look");
		WebElement found = this.browser.await("[aria-live] td, [aria-live] th", "stock on shelf 7/b");
		assertThat(found.isDisplayed()).isTrue();
		this.browser.click("[aria-live] button", "Force release");
		this.browser.click("dialog button", "Force release");
		this.browser.await("[aria-live]", "nobody");
		assertThat(handle.release()).isFalse();
	}

	@ParameterizedTest
	@SuppressWarnings("unchecked")
	@ValueSource(ints = { 1280, 900, 360 })
	void theChartsFitWhenAnotherAppears(int width) {
		this.browser.driver()
			.executeCdpCommand("Emulation.setDeviceMetricsOverride",
					Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
		this.application.queue("texts").sendAll(List.of("a", "b"));
		this.browser.open(this.application, "/actuator/health");
		this.browser.open(this.application, PAGE + "#/queues/texts");
		this.browser.await(".charts p", "Rates: ");
		awaitNextReading();
		this.browser.driver()
			.executeScript("document.querySelectorAll('.charts .chart')[1].hidden = true;"
					+ " dispatchEvent(new Event('resize'))");
		this.browser.await(".charts p", "Rates: ");
		awaitNextReading();
		this.browser.screenshot("charts-" + width);
		assertThat((List<Object>) this.browser.driver()
			.executeScript("const inside = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1;"
					+ " const screen = { left: 0, right: document.documentElement.clientWidth };"
					+ " const box = (one) => one.getBoundingClientRect();"
					+ " return [document.documentElement.scrollWidth <= screen.right,"
					+ " ...[...document.querySelectorAll('.charts .chart')].map((chart) => inside(box(chart), screen)"
					+ " && inside(box(chart.querySelector('canvas')), box(chart)))]"))
			.as("inside the screen, and inside its column")
			.hasSize(4)
			.containsOnly(true);
		this.browser.driver().executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
	}

}
