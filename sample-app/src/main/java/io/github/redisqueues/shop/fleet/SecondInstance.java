package io.github.redisqueues.shop.fleet;

import java.util.HashMap;
import java.util.Map;

import io.github.redisqueues.shop.change.ChangeBook;
import io.github.redisqueues.shop.price.PriceList;
import io.github.redisqueues.shop.report.CrashSimulator;
import io.github.redisqueues.shop.report.Ledger;
import io.github.redisqueues.shop.till.Till;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * A second instance of the shop, equivalent to another process: an application with its
 * own beans and connections that shares only Redis and the database with the first one.
 * It has no web server, and only the beans that work on shared data.
 */
@EnableAutoConfiguration
@ComponentScan(basePackageClasses = { Till.class, PriceList.class, ChangeBook.class })
@Import({ Ledger.class, CrashSimulator.class })
class SecondInstance {

	private static final String REDIS = "spring.data.redis";

	static ConfigurableApplicationContext start(Environment first) {
		return new SpringApplicationBuilder(SecondInstance.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.registerShutdownHook(false)
			.profiles(first.getActiveProfiles())
			.properties(redisOf(first))
			.run();
	}

	/**
	 * Returns the Redis properties of the first instance, whether the user set them or
	 * the embedded server did.
	 */
	private static Map<String, Object> redisOf(Environment first) {
		Map<String, Object> properties = new HashMap<>();
		Binder.get(first)
			.bind(REDIS, Bindable.mapOf(String.class, String.class))
			.ifBound((redis) -> redis.forEach((name, value) -> properties.put(REDIS + "." + name, value)));
		return properties;
	}

}
