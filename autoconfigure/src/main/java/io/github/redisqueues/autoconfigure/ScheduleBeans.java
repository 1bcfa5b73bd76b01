package io.github.redisqueues.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.internal.queue.SchedulableQueue;
import io.github.redisqueues.internal.schedule.QueueSchedule;
import io.github.redisqueues.internal.schedule.QueueSchedules;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
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

	private final DeclaredQueues queues;

	private final PayloadConverter converter;

	private final BeanFactory beanFactory;

	ScheduleBeans(DeclaredQueues queues, PayloadConverter converter, BeanFactory beanFactory) {
		this.queues = queues;
		this.converter = converter;
		this.beanFactory = beanFactory;
	}

	QueueSchedules create() {
		List<QueueSchedule<?>> schedules = new ArrayList<>();
		for (DeclaredSchedule declared : this.queues.schedules()) {
			schedules.add(create(declared, this.queues.get(declared.queue())));
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
		E payload = payload(declared, settings.payloadType());
		return new QueueSchedule<>(declared.id(), typed, declared.ticks(), payload, declared.sendWithin());
	}

	private <E> E payload(DeclaredSchedule declared, Class<E> type) {
		if (type == String.class) {
			return type.cast(declared.payload());
		}
		byte[] bytes = declared.payload().getBytes(StandardCharsets.UTF_8);
		try {
			if (this.converter instanceof JsonPayloadConverter) {
				Json.requireKnownProperties(declared, bytes, type);
			}
			E payload = this.converter.read(bytes, type);
			this.converter.write(payload);
			return payload;
		}
		catch (FailureAnalyzedException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw unreadable(declared, type, String.valueOf(ex.getMessage()), "Write it as JSON of " + type.getName()
					+ ", or in the format of the application's PayloadConverter.", ex);
		}
	}

	/**
	 * Does not show the payload, which may be confidential.
	 */
	private static FailureAnalyzedException unreadable(DeclaredSchedule declared, Class<?> type, String reason,
			String action, RuntimeException cause) {
		return new FailureAnalyzedException("Property " + declared.property() + ".payload cannot be sent as "
				+ type.getName() + ": " + reason + ".", action, cause);
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

		static void requireKnownProperties(DeclaredSchedule declared, byte[] bytes, Class<?> type) {
			if (type == byte[].class) {
				return;
			}
			try {
				STRICT.readValue(bytes, type);
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
