package io.github.redisqueues.shop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableAsync;

/**
 * A flash sale. The queues are declared in {@code application.yml}; the classes that use
 * them get them injected by name.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableAsync
public class ShopApplication {

	public static void main(String[] args) {
		SpringApplication.run(ShopApplication.class, args);
	}

}
