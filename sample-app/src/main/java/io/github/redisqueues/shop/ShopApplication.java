package io.github.redisqueues.shop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableAsync;

/**
 * A flash sale. Its queues are declared in {@code application.yml} and injected by name
 * into the classes that use them.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableAsync
public class ShopApplication {

	public static void main(String[] args) {
		SpringApplication.run(ShopApplication.class, args);
	}

}
