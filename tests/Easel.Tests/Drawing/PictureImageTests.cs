using System.Buffers.Binary;
using System.Text;
using Easel.Server.Drawing;
using static Easel.Tests.Drawing.Drawn;

namespace Easel.Tests.Drawing;

public class PictureImageTests
{
    [Fact]
    public void AR3_An_image_is_known_by_its_bytes()
    {
        Assert.Equal("image/png", PictureImage.Of(ImageFiles.Png)?.MimeType);
        Assert.Equal("image/gif", PictureImage.Of(ImageFiles.Gif)?.MimeType);
        Assert.Equal("image/jpeg", PictureImage.Of(ImageFiles.Jpeg)?.MimeType);
        Assert.Equal("image/webp", PictureImage.Of(Long(ImageFiles.WebP))?.MimeType);
    }

    [Fact]
    public void AR3_What_is_cut_off_or_something_else_is_no_image()
    {
        foreach (var file in (byte[][])[ImageFiles.Png, ImageFiles.Gif, ImageFiles.Jpeg, Long(ImageFiles.WebP)])
        {
            for (var length = 0; length < 8; length++) Assert.Null(PictureImage.Of(file.AsMemory(0, length)));
        }

        foreach (var text in (string[])["<svg/>", "GIF88a......", "RIFF....WAVE", "%PDF-1.7", "PNG"])
            Assert.Null(PictureImage.Of(Encoding.UTF8.GetBytes(text.PadRight(64))));
        foreach (var seed in Enumerable.Range(0, 2_000)) PictureImage.Of(Mangled(seed)); // None throws.
    }

    [Theory]
    [InlineData(60_000, 60_000)]
    [InlineData(uint.MaxValue, uint.MaxValue)] // So many that their number would be none.
    [InlineData(1, 50_000_001)]
    public void AR3_An_image_that_unpacks_to_gigabytes_is_none(uint width, uint height) =>
        Assert.Null(PictureImage.Of(Sized(width, height)));

    [Fact]
    public void AR3_Pixels_of_all_images_of_a_picture_have_a_limit()
    {
        var wide = PictureImage.Of(Sized(10_000, 4_000))!;
        var all = new PictureImages(new Dictionary<string, PictureImage> { ["wide"] = wide });
        var atom = Of("image", """{"artifact_id":"wide"}""").Find("a")!;

        Assert.Equal(2, Enumerable.Range(0, 10).Count(_ => all.Take(atom) is not null));
    }

    [Theory]
    [InlineData("src", true)]
    [InlineData("file", true)]
    [InlineData("url", true)]
    [InlineData("elsewhere", false)]
    public void AR3_An_atom_shows_the_image_that_it_holds(string property, bool isShown)
    {
        var url = ImageFiles.Url(ImageFiles.Png, "IMAGE/jpeg"); // What it is called does not count.
        var picture = Picture(Of("image", $$"""{"{{property}}":"{{url}}"}"""));

        Assert.Equal(isShown ? 1 : 0, picture.Elements(Svg + "image").Count());
        if (isShown) Assert.StartsWith("data:image/png;", picture.Element(Svg + "image")!.Attribute("href")!.Value);
        Assert.DoesNotContain("base64", picture.Value); // Nor is it a name.
    }

    [Theory]
    [InlineData("data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=")]
    [InlineData("data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("data:image/png;base64,not base64!")]
    [InlineData("data:image/png;base64,")]
    [InlineData("data:image/png,iVBORw0KGgo")]
    [InlineData("data:text/html;base64,iVBORw0KGgo=")]
    [InlineData("https://example.org/a.png")]
    [InlineData("javascript:alert(1)")]
    public void AR3_Everything_else_is_a_card(string url)
    {
        var picture = Picture(Of("image", $$"""{"src":"{{url}}","file":"{{url}}","alt":"A photo"}"""));

        Assert.Empty(picture.Elements(Svg + "image"));
        Assert.Contains("A photo", picture.Value);
    }

    [Fact]
    public void AR3_Images_have_a_limit_each_and_together()
    {
        var images = new Dictionary<string, PictureImage>
        {
            ["large"] = PictureImage.Of(Long(ImageFiles.Png, PictureImages.ImageBytesMax + 1))!,
            ["full"] = PictureImage.Of(Long(ImageFiles.Png, PictureImages.ImageBytesMax))!,
        };
        var all = new PictureImages(images);
        var (large, full) = (Of("file", """{"artifact_id":"large"}"""), Of("file", """{"artifact_id":"full"}"""));

        Assert.Null(all.Take(large.Find("a")!));
        var taken = Enumerable.Range(0, 20).Count(_ => all.Take(full.Find("a")!) is not null);
        Assert.Equal(PictureImages.AllBytesMax / PictureImages.ImageBytesMax, taken);
    }

    private static Easel.Documents.Canvases.Canvas Of(string type, string properties) => Canvas(
        $$$"""[{"kind":"add","atom":{"id":"a","type":"{{{type}}}","properties":{{{properties}}}}}]""");

    private static byte[] Long(byte[] file, int length = 64) =>
        [.. file, .. new byte[Math.Max(0, length - file.Length)]];

    private static byte[] Sized(uint width, uint height)
    {
        var file = (byte[])ImageFiles.Png.Clone();
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(20), height);
        return file;
    }

    private static byte[] Mangled(int seed)
    {
        var random = new Random(seed);
        byte[][] files = [ImageFiles.Png, ImageFiles.Gif, ImageFiles.Jpeg, Long(ImageFiles.WebP)];
        var file = (byte[])files[seed % files.Length].Clone();
        for (var i = 0; i < 4; i++) file[random.Next(2, file.Length)] = (byte)random.Next(256);
        return file[..random.Next(3, file.Length)];
    }
}
