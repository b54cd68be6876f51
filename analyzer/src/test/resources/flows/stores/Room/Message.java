package com.example.golden;

public class Message {
  public String body;
  public String state;
}
