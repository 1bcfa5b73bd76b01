package com.acme;

import java.util.Map;

import io.github.redisqueues.listener.QueueListenerInterceptor;
import org.slf4j.MDC;

import org.springframework.stereotype.Component;

/**
 * Names the tenant in the log.
 */
// tag::interceptor[]
@Component
class TenantInterceptor implements QueueListenerInterceptor {

	@Override
	public void intercept(Handling handling) throws Exception {
		Map<String, String> headers = handling.deliveries().get(0).headers();
		try (MDC.MDCCloseable tenant = MDC.putCloseable("tenant", headers.get("tenant"))) {
			handling.proceed();
		}
	}

}
// end::interceptor[]
