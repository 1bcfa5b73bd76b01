package io.github.redisqueues.shop;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.shop.change.Change;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shop with {@code -Dspring.aot.enabled=true}: with the beans that are generated when
 * it is built ahead of time, beside an application that is not.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE, classes = AheadOfTimeTests.Neighbour.class)
class AheadOfTimeTests {

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private static final String OPTION = "--shop.opening-run=false";

	@Autowired
	private RedisQueue<Change> changes;

	@TempDir
	private Path folder;

	@Test
	void handlesOrdersUnderLocksWithTheGeneratedBeans(@Value("${spring.data.redis.port}") int redis)
			throws IOException, InterruptedException {
		String application = ShopApplication.class.getName();
		Path generated = this.folder.resolve("classes");
		Path resources = this.folder.resolve("resources");
		Process processor = java("processing", classPath(), SpringApplicationAotProcessor.class.getName(), application,
				sources().toString(), resources.toString(), generated.toString(), "io.github.redisqueues", "shop",
				OPTION);
		assertThat(processor.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(processor.exitValue()).as(() -> log("processing")).isZero();
		compile(generated);
		Process shop = java("shop", generated + File.pathSeparator + resources + File.pathSeparator + classPath(),
				"-Dspring.aot.enabled=true", application, OPTION, "--server.port=0",
				"--spring.data.redis.host=127.0.0.1", "--spring.data.redis.port=" + redis);
		try {
			use(RestTestClient.bindToServer().baseUrl("http://localhost:" + port(shop)).build());
		}
		finally {
			shop.destroy();
			assertThat(shop.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		assertThat(log("shop")).doesNotContain("ERROR");
	}

	private void use(RestTestClient shop) {
		shop.post().uri("/orders").contentType(MediaType.APPLICATION_JSON).body("""
				{"id":"ahead","customer":"me","sku":"mug","quantity":2}""").exchange().expectStatus().isAccepted();
		await(shop, "/orders/ahead", "RESERVED");
		// Its listener fails unless it runs under its lock
		String change = this.changes.send(new Change(UUID.randomUUID(), 1, 12));
		Awaitility.await("a listener under a lock")
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.changes.contains(change)).isFalse());
		await(shop, "/actuator/queues", "offers", "regular", "carrier.handOver");
		await(shop, "/actuator/queues/stocktaking", "lastProgress");
		await(shop, "/actuator/queuesdashboard/dashboard.js", "import");
	}

	private static void await(RestTestClient shop, String uri, String... texts) {
		Awaitility.await(uri).atMost(PATIENCE).untilAsserted(() -> {
			byte[] body = shop.get().uri(uri).exchange().expectBody().returnResult().getResponseBody();
			assertThat(new String((body != null) ? body : new byte[0], StandardCharsets.UTF_8)).contains(texts);
		});
	}

	private Path sources() {
		return this.folder.resolve("sources");
	}

	private static String classPath() {
		String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		return Stream.of(all.split(File.pathSeparator))
			.filter((entry) -> !entry.contains("test-classes"))
			.collect(Collectors.joining(File.pathSeparator));
	}

	private Process java(String name, String classPath, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-cp", classPath));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.folder.resolve(name + ".log").toFile())
			.start();
	}

	private void compile(Path target) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
				Stream<Path> all = Files.walk(sources())) {
			List<Path> sources = all.filter((path) -> path.toString().endsWith(".java")).toList();
			assertThat(sources)
				.anyMatch((path) -> path.endsWith("ShopApplication__ApplicationContextInitializer.java"));
			List<String> options = List.of("-nowarn", "-proc:none", "-d", target.toString(), "-classpath",
					target + File.pathSeparator + classPath());
			assertThat(compiler.getTask(null, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
				.call()).isTrue();
		}
	}

	private int port(Process shop) {
		return Awaitility.await("the shop").atMost(PATIENCE).until(() -> {
			Matcher port = PORT.matcher(log("shop"));
			assertThat(shop.isAlive() || port.find()).as(() -> log("shop")).isTrue();
			return port.reset().find() ? Integer.parseInt(port.group(1)) : 0;
		}, (port) -> port > 0);
	}

	private String log(String name) {
		try {
			return Files.readString(this.folder.resolve(name + ".log"));
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	/**
	 * Shares the queues of the shop and none of its beans.
	 */
	@EnableAutoConfiguration
	static class Neighbour {

	}

}
