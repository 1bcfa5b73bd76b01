package io.github.redisqueues.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user is told when the application does not start: the analysis that Spring Boot
 * would print, from every analyser on the classpath in Spring Boot's own order.
 */
final class FailedStart {

	private FailedStart() {
	}

	static ApplicationContextRunner runner() {
		return new ApplicationContextRunner().withConfiguration(
				AutoConfigurations.of(DataRedisAutoConfiguration.class, RedisQueuesAutoConfiguration.class));
	}

	static ApplicationContextRunner locksRunner() {
		return new ApplicationContextRunner().withConfiguration(
				AutoConfigurations.of(DataRedisAutoConfiguration.class, DistributedLocksAutoConfiguration.class));
	}

	static ApplicationContextRunner queuesAndLocksRunner() {
		return runner().withConfiguration(AutoConfigurations.of(DistributedLocksAutoConfiguration.class));
	}

	static ApplicationContextRunner listenersRunner() {
		return runner().withConfiguration(AutoConfigurations.of(QueueListenersAutoConfiguration.class));
	}

	static FailureAnalysis analysis(ApplicationContextRunner runner) {
		AtomicReference<ConfigurableApplicationContext> source = new AtomicReference<>();
		AtomicReference<FailureAnalysis> analysis = new AtomicReference<>();
		runner.withInitializer(source::set).run((context) -> {
			assertThat(context).hasFailed();
			analysis.set(
					analyze(Objects.requireNonNull(context.getStartupFailure()), Objects.requireNonNull(source.get())));
		});
		return Objects.requireNonNull(analysis.get());
	}

	static ApplicationContextInitializer<ConfigurableApplicationContext> yaml(String... lines) {
		return (context) -> {
			byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
			try {
				new YamlPropertySourceLoader().load("yaml", new ByteArrayResource(text, "application.yml"))
					.forEach(context.getEnvironment().getPropertySources()::addFirst);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		};
	}

	private static FailureAnalysis analyze(Throwable failure, ConfigurableApplicationContext context) {
		List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, ArgumentResolver.of(BeanFactory.class, context.getBeanFactory())
				.and(Environment.class, context.getEnvironment()), (type, name, failed) -> {
				});
		for (FailureAnalyzer analyzer : analyzers) {
			FailureAnalysis analysis = analyzer.analyze(failure);
			if (analysis != null) {
				return analysis;
			}
		}
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof FailureAnalyzedException analyzed) {
				return analyzed.analysis();
			}
		}
		throw new AssertionError("Nothing explains this failure", failure);
	}

}
