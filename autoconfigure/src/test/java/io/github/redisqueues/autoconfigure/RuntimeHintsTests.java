package io.github.redisqueues.autoconfigure;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.topic.TopicListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.ExecutableHint;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeHint;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The hints for native images, as the ahead-of-time processing of an application collects
 * them.
 */
class RuntimeHintsTests {

	private final InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();

	private RuntimeHints hints;

	@BeforeEach
	void process() {
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("com.acme", "Application")), this.files);
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			TestPropertyValues
				.of("queues.instances.orders.payload-type=" + Order.class.getName(),
						"queues.topics.news.payload-type=" + News.class.getName(),
						"queues.instances.stocktaking.payload-type=java.lang.String",
						"queues.instances.stocktaking.schedules.nightly.every=1h",
						"queues.instances.stocktaking.schedules.nightly.payload=all")
				.applyTo(context);
			context.register(DataRedisAutoConfiguration.class, RedisQueuesAutoConfiguration.class,
					QueueListenersAutoConfiguration.class, RedisTopicsAutoConfiguration.class,
					DistributedLocksAutoConfiguration.class, Shop.class);
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			generation.writeGeneratedContent();
		}
		this.hints = generation.getRuntimeHints();
	}

	@Test
	void everyScriptAndEveryFileOfTheDashboardIsIncluded() throws IOException {
		List<Resource> resources = Arrays
			.stream(new PathMatchingResourcePatternResolver()
				.getResources("classpath*:io/github/redisqueues/internal/**/*.*"))
			.filter(this::isNoClass)
			.toList();
		assertThat(resources).hasSizeGreaterThan(100)
			.anyMatch((resource) -> path(resource).contains("/fragments/"))
			.anyMatch((resource) -> path(resource).contains("/dashboard/"))
			.allSatisfy((resource) -> assertThat(RuntimeHintsPredicates.resource().forResource(path(resource)))
				.accepts(this.hints));
	}

	private boolean isNoClass(Resource resource) {
		return !path(resource).endsWith(".class") && !resource.getDescription().contains("test-classes");
	}

	private static String path(Resource resource) {
		String path = resource.getDescription().replace('\\', '/').replaceAll("]$", "");
		return path.substring(path.lastIndexOf("io/github/redisqueues/"));
	}

	@Test
	void payloadsAreRead() {
		for (Class<?> type : List.of(Order.class, Line.class, News.class)) {
			assertThat(RuntimeHintsPredicates.reflection().onType(type)).accepts(this.hints);
			assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(type.getDeclaredConstructors()[0]))
				.accepts(this.hints);
		}
	}

	@Test
	void annotatedMethodsAreCalled() {
		TypeHint shop = Objects.requireNonNull(this.hints.reflection().getTypeHint(Shop.class));
		assertThat(shop.methods()).filteredOn((method) -> method.getMode() == ExecutableMode.INVOKE)
			.extracting(ExecutableHint::getName)
			.containsExactlyInAnyOrder("ship", "hear", "count");
	}

	@Test
	void theDeclaredBeansAreGenerated() {
		Map<String, ?> sources = this.files.getGeneratedFiles(Kind.SOURCE);
		assertThat(sources.keySet()).anyMatch((name) -> name.contains("RedisQueuesAutoConfiguration__BeanDefinitions"));
	}

	record Order(String number, List<Line> lines) {

	}

	record Line(String sku, int quantity) {

	}

	record News(String text) {

	}

	static class Shop {

		@QueueListener("orders")
		void ship(Order order) {
		}

		@TopicListener("news")
		void hear(News news) {
		}

		@DistributedLock(name = "stock")
		public void count() {
		}

		void unrelated() {
		}

	}

}
