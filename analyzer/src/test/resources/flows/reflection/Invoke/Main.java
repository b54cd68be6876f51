package com.example.golden;

import android.app.Activity;
import android.os.Bundle;
import golden.Out;
import golden.Secret;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

public class Main extends Activity {
  @Override
  protected void onCreate(Bundle state) {
    super.onCreate(state);
    try {
      Class<?> type = Class.forName("com.example.golden.Box");
      Object box = type.newInstance();
      Method put = type.getMethod("put", String.class);
      put.invoke(box, Secret.text());
      leakRead(type, box);
      safeRead(type, box);
      leakStatic();
      safeStatic();
      leakField(box);
      safeField(box);
      leakConstructor();
      safeConstructor();
      leakHelper(Secret.text());
      safeHelper(Secret.text());
      leakArgument(Secret.text());
      leakPlatformSource();
      safePlatformSource();
      leakPlatformSink(Secret.text());
      safePlatformSink(Secret.text());
      leakCast();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private void leakRead(Class<?> type, Object box) throws ReflectiveOperationException {
    Out.send(type.getMethod("get").invoke(box));
  }

  private void safeRead(Class<?> type, Object box) throws ReflectiveOperationException {
    Out.send(type.getMethod("name").invoke(box));
  }

  private void leakStatic() throws ReflectiveOperationException {
    Method method = Box.class.getDeclaredMethod("echo", String.class);
    method.setAccessible(true);
    Out.send(method.invoke(null, Secret.text()));
  }

  private void safeStatic() throws ReflectiveOperationException {
    Method method = Box.class.getDeclaredMethod("echo", int.class);
    Out.send(method.invoke(null, Secret.number()));
  }

  private void leakField(Object box) throws ReflectiveOperationException {
    Field field = Box.class.getDeclaredField("held");
    field.set(box, Secret.other());
    Out.send(field.get(box));
  }

  private void safeField(Object box) throws ReflectiveOperationException {
    Field field = Box.class.getDeclaredField("other");
    Out.send(field.get(box));
  }

  private void leakConstructor() throws ReflectiveOperationException {
    Constructor<Box> constructor = Box.class.getConstructor(String.class, String.class);
    Box box = constructor.newInstance(Secret.text(), "constant");
    Out.send(box.held);
  }

  private void safeConstructor() throws ReflectiveOperationException {
    Constructor<Box> constructor = Box.class.getConstructor(String.class, String.class);
    Box box = constructor.newInstance(Secret.text(), "constant");
    Out.send(box.other);
  }

  private Object call(String type, String name, Object argument)
      throws ReflectiveOperationException {
    Class<?> found = getClassLoader().loadClass(type);
    return found.getMethod(name, String.class).invoke(found.newInstance(), argument);
  }

  private void leakHelper(String data) throws ReflectiveOperationException {
    Out.send(call("com.example.golden." + "Box", "same", data));
  }

  private void safeHelper(String data) throws ReflectiveOperationException {
    Out.send(call("com.example.golden." + "Box", "none", data));
  }

  private void leakArgument(String data) throws ReflectiveOperationException {
    call("com.example.golden.Box", "leakOut", data);
    call("com.example.golden.Box", "safeOut", "constant");
  }

  private void leakPlatformSource() throws ReflectiveOperationException {
    Class<?> type = Class.forName("golden.Secret");
    Out.send(type.getMethod("text").invoke(null));
  }

  private void safePlatformSource() throws ReflectiveOperationException {
    Class<?> type = Class.forName("golden.Secret");
    Out.send(type.getMethod("toString").getName());
  }

  private void leakPlatformSink(String data) throws ReflectiveOperationException {
    Class.forName("golden.Out").getMethod("send", Object.class).invoke(null, data);
  }

  private void safePlatformSink(String data) throws ReflectiveOperationException {
    Class.forName("golden.Out").getMethod("other", Object.class).invoke(null, data);
    Class.forName("golden.Out").getMethod("send", Object.class).invoke(null, "constant");
    Out.send("constant");
  }

  private void leakCast() throws ReflectiveOperationException {
    Shape shape = (Shape) Class.forName("com.example.golden.Shape$Round").newInstance();
    shape.data = Secret.text();
    shape.leak();
  }
}
