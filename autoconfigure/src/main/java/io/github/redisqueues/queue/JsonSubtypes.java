package io.github.redisqueues.queue;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.jsontype.TypeIdResolver;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * Checks the classes that a type with {@code @JsonTypeInfo} may stand for.
 */
final class JsonSubtypes {

	private final JsonTypeCheck check;

	private final SerializationContext context;

	private final Map<String, Class<?>> classes = new HashMap<>();

	JsonSubtypes(JsonTypeCheck check, SerializationContext context) {
		this.check = check;
		this.context = context;
	}

	/**
	 * Checks the subtypes of a type.
	 * @param place where payloads have the type, for error messages
	 */
	void visit(JavaType type, String place, TypeSerializer serializer) {
		Collection<NamedType> subtypes = this.context.getConfig()
			.getSubtypeResolver()
			.collectAndResolveSubtypesByClass(this.context.getConfig(), this.context.introspectClassAnnotations(type));
		TypeIdResolver ids = serializer.getTypeIdResolver();
		boolean isNamed = ids != null
				&& (ids.getMechanism() == JsonTypeInfo.Id.NAME || ids.getMechanism() == JsonTypeInfo.Id.SIMPLE_NAME);
		for (NamedType subtype : subtypes) {
			JavaType specialized = type.getRawClass().isAssignableFrom(subtype.getType())
					? this.context.constructSpecializedType(type, subtype.getType()) : null;
			if (specialized != null && isNamed && !specialized.isAbstract()) {
				requireOwnName(type, place, ids.idFromValueAndType(this.context, null, subtype.getType()),
						subtype.getType());
			}
			if (specialized != null && subtype.getType() != type.getRawClass()) {
				this.check.visit(specialized, place.isEmpty() ? "a subtype" : place);
			}
		}
	}

	private void requireOwnName(JavaType type, String place, String name, Class<?> subtype) {
		Class<?> other = this.classes.putIfAbsent(name, subtype);
		if (other != null && other != subtype) {
			throw this.check.wrong(
					"subtypes " + other.getName() + " and " + subtype.getName() + " of "
							+ this.check.describe(type, place) + " have the same name '" + name
							+ "' in JSON, so that one would be read back as the other",
					"Give each a name of its own in @JsonSubTypes or @JsonTypeName.");
		}
	}

}
