package io.github.redisqueues.shop.fleet;

import java.util.HashMap;
import java.util.Map;

import io.github.redisqueues.shop.change.ChangeBook;
import io.github.redisqueues.shop.price.PriceList;
import io.github.redisqueues.shop.report.Accident;
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
 * A second instance of the shop, as another process would be: an application with beans
 * and connections of its own, that shares nothing with the first one but Redis and the
 * database. It does not listen, and has only what works on shared things.
 */
@EnableAutoConfiguration
@ComponentScan(basePackageClasses = { Till.class, PriceList.class, ChangeBook.class })
@Import({ Ledger.class, Accident.class })
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
	 * Where the first instance has its Redis, be it told by the user or started for it.
	 */
	private static Map<String, Object> redisOf(Environment first) {
		Map<String, Object> properties = new HashMap<>();
		Binder.get(first)
			.bind(REDIS, Bindable.mapOf(String.class, String.class))
			.ifBound((redis) -> redis.forEach((name, value) -> properties.put(REDIS + "." + name, value)));
		return properties;
	}

}
