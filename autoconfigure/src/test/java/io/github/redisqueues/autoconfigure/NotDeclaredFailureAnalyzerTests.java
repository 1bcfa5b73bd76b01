package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.queue.RedisQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class NotDeclaredFailureAnalyzerTests {

	private static final String WANTED = "Parameter 0 of constructor in " + Checkout.class.getName()
			+ " requires a queue of type RedisQueue<" + Order.class.getName() + ">, but there is none. ";

	private static final String DECLARE = "Declare the queue: set queues.instances.<name>.payload-type="
			+ Order.class.getName() + ", with the name of the queue.\n"
			+ "The default payload-type is java.lang.String. In YAML, 'orders: {}' declares nothing:"
			+ " write a key below it.";

	private final ApplicationContextRunner runner = FailedStart.runner()
		.withPropertyValues("queues.check-eviction-policy=false")
		.withUserConfiguration(Checkout.class);

	@Test
	void saysThatNothingIsDeclared() {
		FailureAnalysis analysis = FailedStart.analysis(this.runner);
		assertThat(analysis.getDescription()).isEqualTo(WANTED + "Nothing is declared under queues.instances.");
		assertThat(analysis.getAction()).isEqualToNormalizingNewlines(DECLARE);
	}

	@Test
	void listsTheQueuesThatAreOfAnotherType() {
		FailureAnalysis analysis = FailedStart.analysis(this.runner.withPropertyValues(
				"queues.instances.orders.type=fifo", "queues.instances.counts.payload-type=java.lang.Integer"));
		assertThat(analysis.getDescription()).startsWith(WANTED + "Declared are: ")
			.contains("queues.instances.orders (java.lang.String)", "queues.instances.counts (java.lang.Integer)")
			.endsWith(").");
		assertThat(analysis.getAction()).isEqualToNormalizingNewlines(DECLARE);
	}

	@Test
	void saysThatQueuesAreDisabled() {
		FailureAnalysis analysis = FailedStart.analysis(this.runner.withPropertyValues("queues.enabled=false"));
		assertThat(analysis.getDescription())
			.isEqualTo(WANTED + "Property queues.enabled is false, so no queue is created.");
		assertThat(analysis.getAction()).isEqualTo("Set queues.enabled=true, or define a bean of that type.");
	}

	@Test
	void leavesSeveralCandidatesToSpringBoot() {
		FailureAnalysis analysis = FailedStart
			.analysis(this.runner.withPropertyValues("queues.instances.a.payload-type=" + Order.class.getName(),
					"queues.instances.b.payload-type=" + Order.class.getName()));
		assertThat(analysis.getDescription()).contains("required a single bean, but 2 were found", "- a: defined by",
				"- b: defined by", "property queues.instances.a");
	}

	@Test
	void isWhatAnApplicationPrints(CapturedOutput output) {
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> SpringApplication.run(Application.class));
		assertThat(output).contains("APPLICATION FAILED TO START", "requires a queue of type RedisQueue<", "Action:");
	}

	@Test
	void aWrongPropertyIsPrintedTheSameWay(CapturedOutput output) {
		assertThatExceptionOfType(Exception.class).isThrownBy(
				() -> SpringApplication.run(Application.class, "--queues.instances.orders.payload-type=com.acme.Ordr"));
		assertThat(output).contains("APPLICATION FAILED TO START",
				"Property queues.instances.orders.payload-type is 'com.acme.Ordr'", "with $ before a nested class");
	}

	record Order(String sku) {

	}

	@Configuration(proxyBeanMethods = false)
	static class Checkout {

		Checkout(RedisQueue<Order> orders) {
			orders.name();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, RedisQueuesAutoConfiguration.class })
	static class Application extends Checkout {

		Application(RedisQueue<Order> orders) {
			super(orders);
		}

	}

}
