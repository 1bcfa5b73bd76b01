package io.github.redisqueues.autoconfigure;

import java.lang.reflect.Type;

/**
 * A bean that a property declares: a queue or a topic.
 *
 * @param kind the word for it in messages
 * @param type type of the bean
 * @param payloadType type parameter of the bean
 * @param name name of the bean
 * @param key name in Redis
 * @param group the property that contains all beans of this kind
 * @param property the property that declares the bean
 * @param factoryBean name of the bean whose method {@code create} creates it
 */
record DeclaredBean(String kind, Class<?> type, Type payloadType, String name, String key, String group,
		String property, String factoryBean) {

}
