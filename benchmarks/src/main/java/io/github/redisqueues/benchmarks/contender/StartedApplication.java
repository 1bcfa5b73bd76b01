package io.github.redisqueues.benchmarks.contender;

import java.time.Duration;

import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application that starts, prints how many milliseconds the start of its context took,
 * and ends.
 */
public final class StartedApplication {

	private StartedApplication() {
	}

	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(Beans.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setBannerMode(Banner.Mode.OFF);
		application.setLogStartupInfo(false);
		long begin = System.nanoTime();
		try (ConfigurableApplicationContext context = application.run(arguments)) {
			System.out.println(Duration.ofNanos(System.nanoTime() - begin).toMillis());
		}
	}

	/**
	 * The beans of the starter.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Beans {

	}

}
