package io.github.redisqueues.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;

import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A headless Chromium. Debian's packages {@code chromium} and {@code chromium-driver}
 * have it; nothing is downloaded.
 */
final class Browser implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final ChromeDriver driver;

	private Browser(ChromeDriver driver) {
		this.driver = driver;
	}

	/**
	 * Returns whether the machine has a browser and its driver. In CI it always does, or
	 * the tests fail.
	 */
	static boolean isInstalled() {
		if (executable("chromium", "google-chrome").isPresent() && executable("chromedriver").isPresent()) {
			return true;
		}
		if (System.getenv("CI") != null) {
			throw new IllegalStateException("CI needs the packages chromium and chromium-driver");
		}
		System.out.println("The tests of the dashboard were left out: this machine has no chromium and chromedriver.");
		return false;
	}

	static Browser start(int width, int height, String... arguments) {
		ChromeOptions options = new ChromeOptions();
		options.setBinary(executable("chromium", "google-chrome").orElseThrow().toString());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
				"--window-size=" + width + "," + height);
		options.addArguments(arguments);
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		options.setCapability("goog:loggingPrefs", logs);
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(executable("chromedriver").orElseThrow().toFile())
			.usingAnyFreePort()
			.build();
		return new Browser(new ChromeDriver(service, options));
	}

	private static Optional<Path> executable(String... names) {
		return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
			.flatMap((folder) -> Stream.of(names).map((name) -> Path.of(folder, name)))
			.filter(Files::isExecutable)
			.findFirst();
	}

	ChromeDriver driver() {
		return this.driver;
	}

	void open(EndpointApplication application, String path) {
		this.driver.get(application.uri(path).toString());
	}

	/**
	 * Waits until an element is there that has a text in it.
	 */
	WebElement await(String css, String text) {
		return new WebDriverWait(this.driver, PATIENCE)
			.ignoring(org.openqa.selenium.StaleElementReferenceException.class)
			.withMessage(() -> "no " + css + " with '" + text + "' in:\n" + text())
			.until((driver) -> driver.findElements(By.cssSelector(css))
				.stream()
				.filter((element) -> element.getText().contains(text))
				.findFirst()
				.orElse(null));
	}

	void click(String css, String text) {
		new WebDriverWait(this.driver, PATIENCE).ignoring(org.openqa.selenium.WebDriverException.class)
			.withMessage(() -> "no " + css + " with '" + text + "' to click in:\n" + text())
			.until((driver) -> {
				await(css, text).click();
				return true;
			});
	}

	String text() {
		return this.driver.findElement(By.tagName("body")).getText();
	}

	/**
	 * Returns what the page has logged, such as violations of its security policy.
	 */
	List<String> log() {
		return this.driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::toString).toList();
	}

	void screenshot(String name) {
		try {
			Path folder = Files.createDirectories(Path.of("target", "screenshots"));
			Files.write(folder.resolve(name + ".png"), this.driver.getScreenshotAs(OutputType.BYTES));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
