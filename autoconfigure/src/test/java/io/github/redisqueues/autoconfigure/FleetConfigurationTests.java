package io.github.redisqueues.autoconfigure;

import java.util.List;
import java.util.Properties;
import java.util.UUID;

import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.QueueListenerRegistry;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.ListenerStatus;
import io.github.redisqueues.queue.QueueDiagnosis.Verdict;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application tells the other processes of itself.
 */
class FleetConfigurationTests {

	private final String namespace = "queues:fleet-" + UUID.randomUUID();

	private final ApplicationContextRunner runner = FailedStart.runner()
		.withConfiguration(AutoConfigurations.of(QueueListenersAutoConfiguration.class))
		.withPropertyValues(RedisTestServer.shared().properties())
		.withPropertyValues("queues.namespace=" + this.namespace, "queues.instances.orders.max-attempts=1",
				"spring.application.name=shop")
		.withBean(Failing.class);

	@Test
	@SuppressWarnings("unchecked")
	void namesTheApplicationAndItsVersion() {
		Properties build = new Properties();
		build.setProperty("version", "1.4.2");
		this.runner.withBean(BuildProperties.class, () -> new BuildProperties(build)).run((context) -> {
			RedisQueue<String> queue = context.getBean("orders", RedisQueue.class);
			ListenerStatus listener = queue.diagnose().evidence().listeners().get(0);
			assertThat(listener.application()).contains("shop");
			assertThat(listener.version()).contains("1.4.2");
			Awaitility.await().until(() -> registered() == 1);
			queue.send("a");
			Awaitility.await().until(() -> queue.deadLetters().size() == 1);
			List<DeadLetter<String>> dead = queue.deadLetters().browse(0, 1);
			assertThat(dead.get(0).version()).contains("1.4.2");
			assertThat(dead.get(0).reason()).doesNotContain("1.4.2");
			context.getBean(QueueListenerRegistry.class).stop();
			Awaitility.await().until(() -> registered() == 0);
		});
	}

	@Test
	@SuppressWarnings("unchecked")
	void tellsNothingIfThatIsTurnedOff() {
		this.runner.withPropertyValues("queues.fleet.enabled=false").run((context) -> {
			RedisQueue<String> queue = context.getBean("orders", RedisQueue.class);
			queue.send("a");
			Awaitility.await().until(() -> queue.deadLetters().size() == 1);
			assertThat(queue.diagnose().evidence().listeners()).as("those of this process are known").hasSize(1);
			assertThat(queue.deadLetters().browse(0, 1).get(0).version()).isEmpty();
			assertThat(registered()).isZero();
			context.getBean(QueueListenerRegistry.class).stop();
			queue.send("b");
			assertThat(queue.diagnose().verdict()).isNotEqualTo(Verdict.NO_LISTENER);
		});
	}

	private long registered() {
		String fleet = this.namespace + ":{orders}:fleet";
		return RedisTestServer.shared().nodeOf(fleet).number("ZCARD", fleet);
	}

	static class Failing {

		@QueueListener("orders")
		void on(String order) {
			throw new IllegalStateException("no stock");
		}

	}

}
