package com.acme;

import io.github.redisqueues.observation.OpenTelemetryMessagingConventions;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class Observability {

	// tag::open-telemetry[]
	@Bean
	OpenTelemetryMessagingConventions openTelemetryNames() {
		return new OpenTelemetryMessagingConventions();
	}
	// end::open-telemetry[]

}
