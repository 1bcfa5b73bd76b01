package com.acme;

import java.util.Locale;
import java.util.Map;

import io.github.redisqueues.listener.QueueListenerInterceptor;

import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/**
 * Sets the language that a message names.
 */
// tag::interceptor[]
@Component
class LanguageInterceptor implements QueueListenerInterceptor {

	@Override
	public void intercept(Handling handling) throws Exception {
		Map<String, String> headers = handling.deliveries().get(0).headers();
		LocaleContextHolder.setLocale(Locale.forLanguageTag(headers.getOrDefault("language", "en")));
		try {
			handling.proceed();
		}
		finally {
			LocaleContextHolder.resetLocaleContext();
		}
	}

}
// end::interceptor[]
