package io.github.redisqueues.internal.listener.method;

import java.util.List;
import java.util.Locale;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.listener.ErrorHandler;
import io.github.redisqueues.queue.RedisQueue;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Looks up the beans that an annotation refers to by name.
 */
final class ReferencedBeans {

	private final ConfigurableListableBeanFactory beanFactory;

	ReferencedBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	RedisQueue<?> queue(String name, String location) {
		if (!name.isEmpty() && this.beanFactory.containsBean(name)
				&& this.beanFactory.isTypeMatch(name, RedisQueue.class)) {
			return this.beanFactory.getBean(name, RedisQueue.class);
		}
		List<String> names = names(RedisQueue.class);
		if (!name.isEmpty() && this.beanFactory.containsBean(name)) {
			throw new InvalidAnnotationException(
					"@QueueListener on " + location + " names queue '" + name
							+ "', but the bean of that name is not a queue: "
							+ ClassUtils.getQualifiedName(this.beanFactory.getBean(name).getClass()),
					"Rename that bean, or the queue.");
		}
		throw new InvalidAnnotationException(
				"@QueueListener on " + location + " names queue '" + name + "', but there is no such queue. "
						+ (names.isEmpty() ? "No queue is declared under queues.instances"
								: "Queues are: " + String.join(", ", names)),
				suggestion(name, names) + "Correct the name, or declare the queue under queues.instances."
						+ (name.isEmpty() ? "<name>" : name) + ", for example with type=fifo.");
	}

	ErrorHandler errorHandler(String name, String location) {
		if (this.beanFactory.containsBean(name) && this.beanFactory.isTypeMatch(name, ErrorHandler.class)) {
			return this.beanFactory.getBean(name, ErrorHandler.class);
		}
		List<String> names = names(ErrorHandler.class);
		throw new InvalidAnnotationException(
				"Attribute errorHandler of @QueueListener on " + location + " is '" + name
						+ "', but there is no ErrorHandler bean of that name. "
						+ (names.isEmpty() ? "There is no ErrorHandler bean"
								: "ErrorHandler beans are: " + String.join(", ", names)),
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
	 * Returns the edit distance: how many characters must be added, removed or replaced
	 * to turn one text into the other.
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
