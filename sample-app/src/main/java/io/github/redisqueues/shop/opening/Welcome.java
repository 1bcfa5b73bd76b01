package io.github.redisqueues.shop.opening;

import java.util.Optional;

import io.github.redisqueues.shop.StartupRun;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Prints commands to try, after everything else that runs at startup.
 */
@Component
@Order(3)
@ConditionalOnBooleanProperty(name = "shop.opening-run", matchIfMissing = true)
class Welcome extends StartupRun {

	private final Environment environment;

	Welcome(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected void run() {
		Optional.ofNullable(this.environment.getProperty("local.server.port"))
			.map(Examples::new)
			.ifPresent(System.out::println);
	}

}
