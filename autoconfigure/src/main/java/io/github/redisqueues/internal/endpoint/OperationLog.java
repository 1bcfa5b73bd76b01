package io.github.redisqueues.internal.endpoint;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Records who did what through the endpoint: in the log, and as an audit event. Safe for
 * use by several threads.
 */
final class OperationLog {

	private static final Log logger = LogFactory.getLog(QueuesEndpoint.class);

	private static final String ANONYMOUS = "anonymous";

	private final ApplicationEventPublisher events;

	OperationLog(ApplicationEventPublisher events) {
		this.events = events;
	}

	/**
	 * Returns the name of the one who calls.
	 */
	static String caller(SecurityContext security) {
		return (security.getPrincipal() != null) ? security.getPrincipal().getName() : ANONYMOUS;
	}

	/**
	 * Records an operation that was done, or that failed and may have been done.
	 * @param caller who did it
	 * @param operation the operation, such as {@code purge}
	 * @param target the queue, listener, schedule or lock
	 * @param details its parameters, without payloads; null values are left out
	 * @param result what came of it
	 */
	void record(String caller, String operation, String target, Map<String, ? extends @Nullable Object> details,
			Object result) {
		Map<String, Object> data = new LinkedHashMap<>();
		data.put("target", target);
		details.forEach((name, value) -> {
			if (value != null) {
				data.put(name, value);
			}
		});
		data.put("result", String.valueOf(result));
		logger.info("'" + caller + "' called " + operation + " " + data + " through the endpoint");
		this.events.publishEvent(new AuditApplicationEvent(
				new AuditEvent(caller, "QUEUES_" + operation.toUpperCase(Locale.ROOT).replace('-', '_'), data)));
	}

}
