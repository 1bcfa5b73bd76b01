package io.github.redisqueues.internal.listener.method;

import java.util.List;
import java.util.Locale;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.listener.ErrorHandler;
import io.github.redisqueues.queue.RedisQueue;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Finds the beans that an annotation names.
 */
final class ListenerBeans {

	private final ConfigurableListableBeanFactory beanFactory;

	ListenerBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	ConsumableQueue<?> queue(String name, String where) {
		if (!name.isEmpty() && this.beanFactory.containsBean(name)
				&& this.beanFactory.isTypeMatch(name, RedisQueue.class)) {
			Object queue = this.beanFactory.getBean(name);
			if (queue instanceof ConsumableQueue<?> consumable) {
				return consumable;
			}
			throw new InvalidAnnotationException(
					"@QueueListener on " + where + " names bean '" + name + "', a RedisQueue of the application's own ("
							+ queue.getClass().getName() + "), which listeners cannot take from",
					"Make the queue with the RedisQueueFactory bean, or declare it under queues.instances." + name
							+ ".");
		}
		List<String> names = names(RedisQueue.class);
		if (!name.isEmpty() && this.beanFactory.containsBean(name)) {
			throw new InvalidAnnotationException(
					"@QueueListener on " + where + " names queue '" + name
							+ "', but the bean of that name is no queue: "
							+ ClassUtils.getQualifiedName(this.beanFactory.getBean(name).getClass()),
					"Rename that bean, or the queue.");
		}
		throw new InvalidAnnotationException(
				"@QueueListener on " + where + " names queue '" + name + "', and there is no such queue. "
						+ (names.isEmpty() ? "Nothing is declared under queues.instances"
								: "There are: " + String.join(", ", names)),
				suggestion(name, names) + "Write the name of a queue, or declare this one under queues.instances."
						+ (name.isEmpty() ? "<name>" : name) + ", for example with type=fifo.");
	}

	ErrorHandler errorHandler(String name, String where) {
		if (this.beanFactory.containsBean(name) && this.beanFactory.isTypeMatch(name, ErrorHandler.class)) {
			return this.beanFactory.getBean(name, ErrorHandler.class);
		}
		List<String> names = names(ErrorHandler.class);
		throw new InvalidAnnotationException(
				"Attribute errorHandler of @QueueListener on " + where + " is '" + name
						+ "', and there is no ErrorHandler bean of that name. "
						+ (names.isEmpty() ? "There is none at all" : "There are: " + String.join(", ", names)),
				suggestion(name, names) + "Define an ErrorHandler bean of that name, or remove the attribute.");
	}

	private List<String> names(Class<?> type) {
		return List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type, true, false));
	}

	private static String suggestion(String name, List<String> names) {
		for (String candidate : names) {
			if (distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT)) <= 2) {
				return "Did you mean '" + candidate + "'? ";
			}
		}
		return "";
	}

	/**
	 * How many characters are to be added, removed or replaced to make one text of the
	 * other.
	 */
	private static int distance(String one, String other) {
		int[] row = new int[other.length() + 1];
		for (int j = 0; j <= other.length(); j++) {
			row[j] = j;
		}
		for (int i = 1; i <= one.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= other.length(); j++) {
				int replaced = diagonal + ((one.charAt(i - 1) != other.charAt(j - 1)) ? 1 : 0);
				diagonal = row[j];
				row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
			}
		}
		return row[other.length()];
	}

}
