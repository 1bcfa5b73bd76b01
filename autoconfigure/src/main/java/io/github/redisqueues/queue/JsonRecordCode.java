package io.github.redisqueues.queue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.Handle;
import org.springframework.asm.Label;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;

/**
 * Tells whether a record returns and takes its components as they are. Reads the class
 * file, as reflection does not tell what the compiler wrote from what somebody wrote.
 */
final class JsonRecordCode extends ClassVisitor {

	/**
	 * An instruction that is neither a load nor an access to a field.
	 */
	private static final String OTHER = "other";

	private static final String RETURN = "return";

	private static final String THIS = "load 0";

	private final Map<String, List<String>> code = new HashMap<>();

	private JsonRecordCode() {
		super(SpringAsmInfo.ASM_VERSION);
	}

	/**
	 * Returns whether the accessors of a record and its canonical constructor change
	 * nothing; false also if its class file cannot be read. The constructor may check its
	 * parameters.
	 */
	static boolean keepsComponents(Class<?> type) {
		String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
		JsonRecordCode record = new JsonRecordCode();
		try (InputStream bytes = type.getResourceAsStream(file)) {
			if (bytes == null) {
				return false;
			}
			new ClassReader(bytes).accept(record, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
		}
		catch (IOException | RuntimeException ex) {
			// Such as the file of a newer release of Java
			return false;
		}
		RecordComponent[] components = type.getRecordComponents();
		return Arrays.stream(components).allMatch(record::isReturned) && record.areTaken(components);
	}

	private boolean isReturned(RecordComponent component) {
		return List.of(THIS, "get " + component.getName(), RETURN)
			.equals(this.code.get(component.getName() + Type.getMethodDescriptor(component.getAccessor())));
	}

	private boolean areTaken(RecordComponent[] components) {
		String descriptor = Arrays.stream(components)
			.map((component) -> Type.getDescriptor(component.getType()))
			.collect(Collectors.joining("", "<init>(", ")V"));
		List<String> constructor = this.code.getOrDefault(descriptor, List.of());
		int slot = 1;
		for (RecordComponent component : components) {
			if (constructor.contains("store " + slot) || !isTaken(component.getName(), "load " + slot, constructor)) {
				return false;
			}
			slot += Type.getType(component.getType()).getSize();
		}
		return true;
	}

	private static boolean isTaken(String component, String load, List<String> constructor) {
		String put = "put " + component;
		int place = constructor.indexOf(put);
		return place > 1 && place == constructor.lastIndexOf(put) && constructor.get(place - 1).equals(load)
				&& constructor.get(place - 2).equals(THIS);
	}

	@Override
	public MethodVisitor visitMethod(int access, String name, String descriptor, @Nullable String signature,
			String @Nullable [] exceptions) {
		List<String> instructions = new ArrayList<>();
		this.code.put(name + descriptor, instructions);
		return new Instructions(instructions);
	}

	/**
	 * Notes the instructions of a method.
	 */
	private static final class Instructions extends MethodVisitor {

		private final List<String> noted;

		Instructions(List<String> noted) {
			super(SpringAsmInfo.ASM_VERSION);
			this.noted = noted;
		}

		@Override
		public void visitInsn(int opcode) {
			this.noted.add((opcode >= Opcodes.IRETURN && opcode <= Opcodes.ARETURN) ? RETURN : OTHER);
		}

		@Override
		public void visitVarInsn(int opcode, int slot) {
			this.noted.add(((opcode <= Opcodes.ALOAD) ? "load " : "store ") + slot);
		}

		@Override
		public void visitIincInsn(int slot, int increment) {
			this.noted.add("store " + slot);
		}

		@Override
		public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
			this.noted.add(switch (opcode) {
				case Opcodes.GETFIELD -> "get " + name;
				case Opcodes.PUTFIELD -> "put " + name;
				default -> OTHER;
			});
		}

		@Override
		public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
			this.noted.add(OTHER);
		}

		@Override
		public void visitInvokeDynamicInsn(String name, String descriptor, Handle method, Object... arguments) {
			this.noted.add(OTHER);
		}

		@Override
		public void visitIntInsn(int opcode, int operand) {
			this.noted.add(OTHER);
		}

		@Override
		public void visitTypeInsn(int opcode, String type) {
			this.noted.add(OTHER);
		}

		@Override
		public void visitLdcInsn(Object value) {
			this.noted.add(OTHER);
		}

		@Override
		public void visitJumpInsn(int opcode, Label label) {
			this.noted.add(OTHER);
		}

		@Override
		public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... labels) {
			this.noted.add(OTHER);
		}

		@Override
		public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
			this.noted.add(OTHER);
		}

	}

}
