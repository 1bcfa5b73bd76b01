package io.github.redisqueues.integration;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;
import io.github.redisqueues.queue.SendOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.condition.EnabledIf;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page in a real browser.
 */
@EnabledIf("io.github.redisqueues.integration.Browser#isInstalled")
@TestInstance(Lifecycle.PER_CLASS)
class DashboardTests {

	private static final String PAGE = "/shop/manage/queuesdashboard";

	private static final String HOSTILE = "<img src=x onerror=\"document.title='owned'\">";

	private EndpointApplication application;

	private Browser browser;

	@BeforeAll
	void start() {
		this.application = EndpointApplication.start(UUID.randomUUID().toString(), WebApplicationType.SERVLET,
				Shop.class, "server.servlet.context-path=/shop", "management.endpoints.web.base-path=/manage",
				"queues.instances.orders.payload-type=" + Order.class.getName(),
				"queues.instances.orders.max-attempts=1",
				"queues.instances.[eu/mails:new].payload-type=java.lang.String",
				"queues.instances.watched.payload-type=java.lang.String",
				"queues.instances.watched.schedules.hourly.every=1h",
				"queues.instances.watched.schedules.hourly.payload=tick",
				"queues.topics.prices.payload-type=java.lang.String", "queues.monitor.refresh=1s",
				"management.endpoint.queues.access=unrestricted", "management.endpoint.queues.show-payloads=always");
		this.browser = Browser.start(1280, 900);
	}

	@AfterAll
	void stop() {
		this.browser.close();
		this.application.close();
	}

	@BeforeEach
	void empty() {
		RedisQueue<Order> orders = orders();
		orders.resume();
		orders.purge();
		orders.deadLetters().purge();
		this.browser.log();
	}

	private RedisQueue<Order> orders() {
		return this.application.queue("orders");
	}

	@Test
	void showsTheQueuesAndFollowsThem() {
		orders().sendAll(orders(3));
		this.browser.open(this.application, PAGE);
		this.browser.await(".tile", "orders");
		this.browser.await(".tile", "eu/mails:new");
		this.browser.await("#status", "As of");
		this.browser.await(".tile .chart p", "3 ready");
		orders().sendAll(orders(4));
		this.browser.await(".tile .chart p", "7 ready");
		assertThat(this.browser.driver().findElements(By.cssSelector(".tile canvas"))).isNotEmpty();
		assertQuiet();
	}

	@Test
	void showsHowManyMessagesComeAndLeaveASecond() {
		RedisQueue<String> mails = this.application.queue("eu/mails:new");
		mails.sendAll(List.of("a", "b", "c"));
		this.browser.open(this.application, PAGE);
		this.browser.await(".tile .counts", "out\n0/s");
		mails.sendAll(java.util.Collections.nCopies(500, "a"));
		this.browser.open(this.application, PAGE + "#/queues/eu%2Fmails%3Anew");
		this.browser.await(".counts", "out\n0/s");
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.browser.await(".charts p", "Rates").getText())
				.matches("Rates: [0-9.]*[1-9][0-9.]*/s in, 0/s out"));
		mails.purge();
		assertQuiet();
	}

	@Test
	void showsAQueueThatIsCreatedInCode() {
		RedisQueue<String> later = this.application.context()
			.getBean(RedisQueueFactory.class)
			.create(QueueSettings.builder("made-later", String.class).build());
		later.sendAll(List.of("a", "b"));
		this.browser.open(this.application, PAGE);
		this.browser.await(".tile", "made-later");
		this.browser.open(this.application, PAGE + "#/queues/made-later");
		this.browser.await(".counts", "ready\n2");
		assertThat(later.purge()).isEqualTo(2);
		assertQuiet();
	}

	@Test
	void saysWhyNothingMovesAndWhatThatWasDrawnFrom() {
		orders().send(new Order("1", 1));
		orders().receive();
		this.browser.open(this.application, PAGE + "#/queues/orders");
		this.browser.await(".verdict", "1 in flight");
		this.browser.click("summary", "What the verdict was drawn from");
		this.browser.await("details", "No process runs a listener of this queue.");
		this.browser.await("details td", "@");
		assertQuiet();
	}

	@Test
	void escapesWhateverItShows() {
		orders().send(new Order(HOSTILE, 1), SendOptions.defaults().group(HOSTILE).header(HOSTILE, HOSTILE));
		orders().receive().orElseThrow().reject(HOSTILE);
		this.browser.open(this.application, PAGE + "#/queues/orders?state=dead");
		this.browser.await("td", HOSTILE);
		this.browser.click("summary", "B");
		this.browser.await("pre", "<img");
		this.browser.open(this.application, PAGE + "#/queues/"
				+ java.net.URLEncoder.encode(HOSTILE, java.nio.charset.StandardCharsets.UTF_8).replace("+", "%20"));
		this.browser.await("main", "no queue");
		assertThat(this.browser.driver().findElements(By.cssSelector("main img"))).isEmpty();
		assertThat(this.browser.driver().getTitle()).contains("Queues").isNotEqualTo("owned");
		assertQuiet();
	}

	@Test
	void pausesAQueueAfterAsking() {
		this.browser.open(this.application, PAGE + "#/queues/orders");
		this.browser.click("main button", "Pause");
		WebElement dialog = this.browser.await("dialog[open]", "Pause the delivery of \"orders\"");
		assertThat(dialog.getText()).contains("curl -X POST")
			.contains(this.application.uri("/shop/manage/queues/orders/pause").toString());
		dialog.findElement(By.name("reason")).sendKeys("it's stocktaking");
		assertThat(dialog.findElement(By.tagName("pre")).getText()).contains("it'\\''s stocktaking");
		dialog.findElement(By.cssSelector("button[type=submit]")).click();
		this.browser.await("main", "stocktaking");
		assertThat(orders().isPaused()).isTrue();
		this.browser.click("main button", "Resume");
		this.browser.click("dialog button", "Cancel");
		assertThat(orders().isPaused()).as("asked, and not done").isTrue();
		this.browser.click("main button", "Resume");
		this.browser.click("dialog button", "Resume");
		Awaitility.await().until(() -> !orders().isPaused());
		assertQuiet();
	}

	@Test
	void searchesAndTurnsPages() {
		orders().sendAll(orders(45));
		this.browser.open(this.application, PAGE + "#/queues/orders");
		this.browser.await("main", "45 messages, here 1 to 20");
		this.browser.click("main a", "Next");
		this.browser.await("main", "here 21 to 40");
		assertThat(this.browser.driver().getCurrentUrl()).as("can be bookmarked").endsWith("#/queues/orders?offset=20");
		this.browser.driver().findElement(By.tagName("body")).sendKeys("/");
		this.browser.driver().switchTo().activeElement().sendKeys("order-44", Keys.ENTER);
		this.browser.await("main", "1 found among the first 45 of 45");
	}

	@Test
	void redrivesADeadLetter() {
		String id = orders().send(new Order("dead", 1));
		orders().receive().orElseThrow().reject("no stock");
		this.browser.open(this.application, PAGE + "#/queues/orders?state=dead");
		this.browser.await("td", id);
		this.browser.await("[aria-label='Dead letters by what they died of'] td", "no stock");
		this.browser.click("td button", "Redrive");
		this.browser.click("dialog button", "Redrive");
		this.browser.await("main", "There are none.");
		assertThat(orders().receive().orElseThrow().ack()).isTrue();
		assertQuiet();
	}

	@Test
	void hasAPageForEachKindOfThing() {
		this.browser.open(this.application, PAGE);
		this.browser.click("header a", "Listeners");
		this.browser.await("td", "watcher");
		this.browser.click("header a", "Schedules");
		this.browser.await("td", "hourly");
		this.browser.click("header a", "Topics");
		this.browser.await("td", "prices");
		this.browser.click("header a", "Locks");
		this.browser.await("main", "This process holds no lock.");
		assertQuiet();
	}

	@Test
	void isAccessibleInLightAndDark() {
		orders().sendAll(orders(3));
		orders().receive().orElseThrow().reject("no stock");
		for (String scheme : List.of("light", "dark")) {
			this.browser.driver()
				.executeCdpCommand("Emulation.setEmulatedMedia", java.util.Map.of("features",
						List.of(java.util.Map.of("name", "prefers-color-scheme", "value", scheme))));
			for (String page : List.of("", "#/queues/orders", "#/queues/orders?state=dead", "#/listeners",
					"#/schedules", "#/topics", "#/locks?name=stock")) {
				this.browser.open(this.application, "/shop/manage/health");
				this.browser.open(this.application, PAGE + page);
				this.browser.await("#status", "As of");
				this.browser.await("main h1", "");
				Results results = new AxeBuilder().analyze(this.browser.driver());
				assertThat(results.getViolations()).as("violations on %s, %s", page, scheme)
					.extracting(Rule::getId, (rule) -> rule.getNodes().get(0).getHtml())
					.isEmpty();
				this.browser.screenshot(scheme + "-" + page.replaceAll("[^a-z]+", "-"));
			}
		}
	}

	@Test
	void fitsOnASmallScreen() {
		orders().sendAll(orders(3));
		try (Browser phone = Browser.start(500, 800)) {
			phone.driver()
				.executeCdpCommand("Emulation.setDeviceMetricsOverride",
						java.util.Map.of("width", 360, "height", 740, "deviceScaleFactor", 1, "mobile", true));
			for (String page : List.of("", "#/queues/orders", "#/listeners")) {
				phone.open(this.application, "/shop/manage/health");
				phone.open(this.application, PAGE + page);
				phone.await("#status", "As of");
				phone.await("main h1", "");
				assertThat(phone.driver()
					.executeScript(
							"return document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
					.as("nothing is wider than the screen on %s", page)
					.isEqualTo(true);
				phone.screenshot("small-" + page.replaceAll("[^a-z]+", "-"));
			}
		}
	}

	/**
	 * Checks that nothing was refused by the page's security policy, and nothing failed.
	 */
	private void assertQuiet() {
		assertThat(this.browser.log()).isEmpty();
	}

	private static List<Order> orders(int count) {
		return IntStream.range(0, count).mapToObj((i) -> new Order("order-" + i, i)).toList();
	}

	record Order(String id, int quantity) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Shop extends EndpointApplication.Open {

		@QueueListener(value = "watched", id = "watcher")
		void watch(String payload) {
		}

	}

}
