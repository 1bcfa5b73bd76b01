package io.github.redisqueues.autoconfigure;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.internal.queue.SchedulableQueue;
import io.github.redisqueues.internal.schedule.QueueSchedule;
import io.github.redisqueues.internal.schedule.QueueSchedules;
import io.github.redisqueues.internal.validation.Mocks;
import io.github.redisqueues.queue.QueueSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Creates the schedules of declared queues. Reads their payloads, so that a payload that
 * cannot be read fails the start and not the first tick.
 */
final class ScheduleBeans {

	private static final Log logger = LogFactory.getLog(ScheduleBeans.class);

	private final DeclaredQueues queues;

	private final BeanFactory beanFactory;

	ScheduleBeans(DeclaredQueues queues, BeanFactory beanFactory) {
		this.queues = queues;
		this.beanFactory = beanFactory;
	}

	QueueSchedules create() {
		List<QueueSchedule<?>> schedules = new ArrayList<>();
		for (DeclaredSchedule declared : this.queues.schedules()) {
			Object queue = this.beanFactory.getBean(declared.queue());
			if (queue instanceof SchedulableQueue<?> || !Mocks.isMock(queue)) {
				schedules.add(create(declared, this.queues.get(declared.queue())));
			}
			else {
				logger.info("Schedule '" + declared.id() + "' does not start because its queue '" + declared.queue()
						+ "' is a mock: " + queue);
			}
		}
		return new QueueSchedules(schedules);
	}

	private <E> QueueSchedule<E> create(DeclaredSchedule declared, QueueSettings<E> settings) {
		if (!(this.beanFactory.getBean(declared.queue()) instanceof SchedulableQueue<?> queue)) {
			throw new FailureAnalyzedException(
					"Property " + declared.property() + " cannot send to '" + declared.queue()
							+ "': the application creates that queue itself, with a bean of that name or with its own"
							+ " RedisQueueFactory.",
					"Remove the schedule, rename that bean, or remove the application's RedisQueueFactory, so that the"
							+ " queue is created from its properties.");
		}
		@SuppressWarnings("unchecked")
		SchedulableQueue<E> typed = (SchedulableQueue<E>) queue;
		E payload = payload(declared, typed, settings.payloadType().getType());
		return new QueueSchedule<>(declared.id(), typed, declared.ticks(), payload, declared.sendWithin());
	}

	private <E> E payload(DeclaredSchedule declared, SchedulableQueue<E> queue, Type type) {
		try {
			E payload = read(declared, queue, type);
			queue.checkPayload(payload);
			return payload;
		}
		catch (FailureAnalyzedException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw unreadable(declared, type, String.valueOf(ex.getMessage()), "Write it as JSON of "
					+ type.getTypeName() + ", or in the format of the application's PayloadConverter.", ex);
		}
	}

	@SuppressWarnings("unchecked")
	private static <E> E read(DeclaredSchedule declared, SchedulableQueue<E> queue, Type type) {
		if (type == String.class) {
			return (E) declared.payload();
		}
		byte[] bytes = declared.payload().getBytes(StandardCharsets.UTF_8);
		if (queue.usesJson()) {
			Json.requireKnownProperties(declared, bytes, type);
		}
		return queue.readPayload(bytes);
	}

	/**
	 * Does not show the payload, which may be confidential.
	 */
	private static FailureAnalyzedException unreadable(DeclaredSchedule declared, Type type, String reason,
			String action, RuntimeException cause) {
		return new FailureAnalyzedException("Property " + declared.property() + ".payload cannot be sent as "
				+ type.getTypeName() + ": " + reason + ".", action, cause);
	}

	/**
	 * Finds misspelt properties in a payload. The converter ignores unknown properties,
	 * as another release of the application may have sent them.
	 */
	private static final class Json {

		private static final JsonMapper STRICT = JsonMapper.builder()
			.findAndAddModules()
			.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
			.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
			.build();

		static void requireKnownProperties(DeclaredSchedule declared, byte[] bytes, Type type) {
			if (type == byte[].class) {
				return;
			}
			try {
				STRICT.readValue(bytes, STRICT.constructType(type));
			}
			catch (UnrecognizedPropertyException ex) {
				throw unreadable(declared, type, "there is no property '" + ex.getPropertyName() + "'",
						"Correct the property's name, or remove it.", ex);
			}
			catch (RuntimeException ex) {
				// The converter reports it
			}
		}

	}

}
